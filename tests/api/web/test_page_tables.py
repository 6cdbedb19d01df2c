"""Whatever a page lists can be taken along: its tables as rows of text."""

from api.web.page_tables import tables_of

PAGE = """
<table><caption>x</caption><thead><tr><th>Đơn vị</th><th>Hạn</th></tr></thead>
<tbody><tr><th>Sở Y tế<div class="small">lâu nhất</div></th>
<td><a href="/x">Còn 2&nbsp;ngày<span class="unseen"> của <span>ai</span></span></a>
<form><button>Thử</button></form></td></tr></tbody></table>
<table></table><p>ngoài bảng</p><table><tr><td>1</td></tr></table>
"""


def test_cells_are_told_as_they_are_seen():
    assert tables_of(PAGE) == [[["Đơn vị", "Hạn"], ["Sở Y tế lâu nhất", "Còn 2 ngày"]], [["1"]]]
