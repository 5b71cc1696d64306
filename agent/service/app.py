"""The app that every service is: routers of its own, and around them what all services share.

Decides: that an app with a route that is neither guarded nor declared public cannot be made.
Leaves out: everything a service is about; its `lifespan` builds and starts its adapters.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from agent.errors import Problem
from agent.service.auth import ApiKeyGuard, Guard, closed_router, routes_of
from agent.service.closing import Closing
from agent.service.health import HEALTH_PATHS, Check, health_router, metrics_router
from agent.service.logging import get_logger
from agent.service.metrics import Metrics
from agent.service.middleware import BodyLimit, CatchAll, RequestLine, RouteTemplates
from agent.service.openapi_examples import Examples, add_examples
from agent.service.problems import install_problem_handlers
from agent.service.settings import ServiceSettings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

BODY_LIMIT_BYTES = 1024 * 1024
log = get_logger(__name__)


def create_app(
    *,
    title: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    lifespan: Lifespan | None = None,
    readiness: Mapping[str, Check] | None = None,
    public_paths: Sequence[str] = (),
    metrics: Metrics | None = None,
    body_limit_bytes: int = BODY_LIMIT_BYTES,
    examples: Callable[[], Examples] = dict,
    version: str = "1",
) -> FastAPI:
    """A FastAPI app with problems, logs, measures, health, safe headers and closed doors.

    `public_paths` are templates (`/q/{token}`). `app.state` has `closing` and `metrics`. `examples` are read when
    somebody asks for the interface description.
    Raises ValueError if a route is open and not named, or named and not open.
    """
    metrics = metrics or Metrics()
    guard = ApiKeyGuard(settings.api_key)
    own = (health_router(readiness or {}), metrics_router(guard, metrics), _openapi_router(guard, examples))
    app = FastAPI(
        title=title, version=version, lifespan=_told(lifespan), openapi_url=None, docs_url=None, redoc_url=None,
        redirect_slashes=False,
        # not include_router, which would build each once more
        routes=[route for router in (*own, *routers) for route in router.routes],
    )  # fmt: skip
    app.state.closing = Closing()
    app.state.metrics = metrics
    _check_doors(app, {*HEALTH_PATHS, *public_paths})
    _surround(app, metrics, body_limit_bytes)
    install_problem_handlers(app)
    return app


def _told(lifespan: Lifespan | None) -> Lifespan | None:
    """The same, with what stops it written to the log in a form that can be read (uvicorn's is a raw traceback)."""
    if lifespan is None:
        return None

    @asynccontextmanager
    async def told(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with lifespan(app):
                yield
        except Problem as problem:
            log.failure("service.failed", problem, code=problem.code, sentence=str(problem))
            raise
        except Exception as error:  # the app's edge
            log.failure("service.failed", error)
            raise

    return told


def _surround(app: FastAPI, metrics: Metrics, body_limit_bytes: int) -> None:
    # The last one added stands outermost.
    app.add_middleware(BodyLimit, limit_bytes=body_limit_bytes)
    app.add_middleware(CatchAll)
    app.add_middleware(RequestLine, templates=RouteTemplates(app), metrics=metrics)


def _openapi_router(guard: Guard, examples: Callable[[], Examples]) -> APIRouter:
    router = closed_router(guard)

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> JSONResponse:
        app: FastAPI = request.app
        if app.openapi_schema is None:  # made once, and kept by the app
            add_examples(app.openapi(), examples())
        return JSONResponse(app.openapi_schema)

    return router


def _check_doors(app: FastAPI, public: set[str]) -> None:
    found = {entry.path for entry in routes_of(app) if not entry.guarded}
    if found != public:
        raise ValueError(
            f"open but not declared: {sorted(found - public)}; declared but not open: {sorted(public - found)}"
        )
