"""Real file servers on the loopback over one folder: SFTP, WebDAV, and S3."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh
import boto3
from cheroot.wsgi import Server
from moto.server import ThreadedMotoServer
from wsgidav.wsgidav_app import WsgiDAVApp

from tests.services import free_port

USER, PASSWORD = "dondoc", "a password of the tests"
BUCKET = "van-ban"


class _Passwords(asyncssh.SSHServer):
    """Lets in the one user."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@contextmanager
def running_sftp(folder: Path) -> Iterator[dict[str, Any]]:
    """Serve a folder by SFTP as its root; give the options to reach it with."""
    port, loop = free_port(), asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            _Passwords,
            "127.0.0.1",
            port,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder)),
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    try:
        yield {"host": "127.0.0.1", "port": port, "username": USER, "password": PASSWORD, "known_hosts": None}
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(server.wait_closed(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


@contextmanager
def running_webdav(folder: Path) -> Iterator[dict[str, Any]]:
    """Serve a folder by WebDAV as its root; give the options to reach it with."""
    port = free_port()
    application = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", port), application)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield {"base_url": f"http://127.0.0.1:{port}", "auth": (USER, PASSWORD)}
    finally:
        server.stop()
        thread.join(20)


@contextmanager
def running_s3() -> Iterator[dict[str, Any]]:
    """Serve an empty bucket; give the options to reach it with."""
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    endpoint = f"http://127.0.0.1:{port}"
    try:
        s3_client(endpoint).create_bucket(Bucket=BUCKET)
        yield {"key": USER, "secret": PASSWORD, "endpoint_url": endpoint}
    finally:
        server.stop()


def s3_client(endpoint: str) -> Any:
    """Return a client of the store, for looking behind its back."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=USER,
        aws_secret_access_key=PASSWORD,
        region_name="us-east-1",
    )
