"""Videos as the regression of the verified status gets them."""

import numpy as np
import pandas as pd

from claims_warehouse.verified_status import design


def videos_of(row_count: int, seed: int = 0) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    counts = {
        name: generator.integers(0, 1_000, row_count)
        for name in design.TERMS
        if name.startswith("video_") and name.endswith("_count")
    }
    is_claim = generator.random(row_count) < 0.5
    return pd.DataFrame(
        {
            **counts,
            "video_duration_sec": generator.integers(5, 61, row_count),
            "is_claim": is_claim,
            "is_verified": generator.random(row_count) < np.where(is_claim, 0.1, 0.4),
            "is_author_banned": generator.random(row_count) < 0.1,
            "is_author_under_review": False,
        }
    )
