"""How many cores arithmetic may use."""

import os
from typing import ContextManager

from threadpoolctl import threadpool_limits


def all_cores() -> ContextManager[object]:
    """Let BLAS use every core for a while: for training, where nobody waits for another core.

    Answering a worker takes one thread (OMP_NUM_THREADS=1): for one sentence more of them only
    wait for each other.
    """
    return threadpool_limits(os.cpu_count(), user_api="blas")
