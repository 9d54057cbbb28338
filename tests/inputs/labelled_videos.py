"""Videos as the classifiers get them."""

import numpy as np
import pyarrow as pa

from claims_warehouse.features import COUNTS


def labelled_videos(row_count: int = 300) -> pa.Table:
    generator = np.random.default_rng(0)
    is_claim = generator.random(row_count) < 0.5
    views = np.where(
        is_claim, generator.integers(1_000, 1_000_000, row_count), generator.integers(20, 10_000, row_count)
    )
    phrase = np.where(is_claim, "a leaflet said", "we feel")
    statement = [f"it rains {number}" for number in range(row_count)]
    return pa.table(
        {
            "video_id": np.arange(row_count) + 10_000_000_000,
            "running_number": np.arange(row_count) + 1,
            "is_claim": is_claim,
            "video_transcription_text": [" that ".join(halves) for halves in zip(phrase, statement, strict=True)],
            "attribution_phrase": phrase,
            "statement": statement,
            "transcription_length": generator.integers(20, 100, row_count),
            "video_duration_sec": generator.integers(5, 61, row_count),
            "is_verified": generator.random(row_count) < 0.1,
            "is_author_banned": generator.random(row_count) < 0.1,
            "is_author_under_review": generator.random(row_count) < 0.1,
            **{name: views // (position + 1) for position, name in enumerate(COUNTS)},
        }
    )
