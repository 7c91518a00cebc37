"""/healthz: is this process able to serve?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from transfo_rh.core.database import database
from transfo_rh.core.errors import TransfoError
from transfo_rh.core.migrations import schema_status
from transfo_rh.web.work import lookup


async def health(_request: Request) -> Response:
    """200 when the database answers at the product's schema, else 503."""
    try:
        schema = await lookup(lambda: schema_status(database()))
    except TransfoError:
        return JSONResponse(
            {"status": "unavailable", "database": "unavailable", "schema": None},
            status_code=503,
            headers={"Cache-Control": "no-store"},
        )
    ready = schema.up_to_date
    return JSONResponse(
        {"status": "ok" if ready else "unavailable", "database": "ok", "schema": schema.current},
        status_code=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )
