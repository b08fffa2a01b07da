"""What runs beside the bot when the operator asks for it: figures, health, nightly backups."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.app import App
from bot.gateway.client import AftercareClient
from bot.gateway.run import Beside, Work
from bot.ops.health import serving_health
from bot.ops.metrics import Metrics
from bot.settings import Settings


def run_beside(settings: Settings) -> Beside:
    """Choose by the settings what runs beside the bot. Opening it may raise `SetupProblem`."""

    def open_beside(
        app: App, client: AftercareClient
    ) -> AbstractAsyncContextManager[Sequence[Work]]:
        return _open(settings, app, client)

    return open_beside


@asynccontextmanager
async def _open(
    settings: Settings, app: App, client: AftercareClient
) -> AsyncIterator[Sequence[Work]]:
    if settings.health_port is None:
        yield ()
        return
    metrics = Metrics(app, client)
    async with serving_health(metrics, settings.health_port):
        yield (metrics.watch_loop,)
