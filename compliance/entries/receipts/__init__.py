"""The receipts kept beside returns and procedures: of re-entry clocks, contests, answers and requests. Only reads."""
