"""What runs beside the bot: its memory settles; figures, health, backups when they are wanted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial

from bot.app import App
from bot.ops.backups import make_backup, prepare_folder
from bot.ops.health import serving_health
from bot.ops.memory import settle_memory
from bot.ops.metrics import Gateway, Metrics
from bot.ops.nightly import back_up_nightly
from bot.settings import Settings

Work = Callable[[], Awaitable[None]]  # runs until it is cancelled
Beside = Callable[[App, Gateway], AbstractAsyncContextManager[Sequence[Work]]]


def run_beside(settings: Settings) -> Beside:
    """Choose by the settings what runs beside the bot. Opening it may raise `SetupProblem`."""

    def open_beside(app: App, client: Gateway) -> AbstractAsyncContextManager[Sequence[Work]]:
        return _open(settings, app, client)

    return open_beside


@asynccontextmanager
async def _open(settings: Settings, app: App, client: Gateway) -> AsyncIterator[Sequence[Work]]:
    metrics = Metrics(app, client)
    works: list[Work] = [partial(settle_memory, client.is_ready)]
    async with AsyncExitStack() as opened:
        if settings.health_port is not None:
            await opened.enter_async_context(serving_health(metrics, settings.health_port))
            works.append(metrics.watch_loop)
        if settings.backup_folder is not None:
            prepare_folder(settings.backup_folder)
            works.append(_nightly(settings, app, metrics))
        yield works


def _nightly(settings: Settings, app: App, metrics: Metrics) -> Work:
    def tell(moment: datetime) -> None:
        metrics.last_backup = moment.timestamp()

    make = partial(make_backup, settings, settings.backup_folder)
    kept, leads = settings.backups_kept, lambda: app.delivery.leads
    return partial(back_up_nightly, app.clock, make, kept, tell, leads)
