"""Files as people really have them, each with what must become of its rows.

A case gets three good rows whose numbers no other case has, and says what it writes with them.
"""

import bz2
import csv
import datetime
import gzip

import pyarrow as pa
from inputs.writing import (
    HEADER,
    Case,
    Rows,
    columns_of,
    damaged,
    numbers,
    parquet,
    said,
    table,
    text_case,
    valued,
    with_value,
    workbook,
    wrapped,
    zipped,
)


def with_undecodable_row(rows: Rows) -> bytes:
    """Write a row in UTF-8, one in Windows-1252, and one in ASCII."""
    rows = with_value(rows, "video_transcription_text", "caf\u00e9")
    first, second, third = table(rows).replace("lake", "l\u00e4ke").splitlines(keepends=True)[1:]
    return b"".join([(",".join(HEADER) + "\n").encode(), first.encode(), second.encode("cp1252"), third.encode()])


SPELT_OTHERWISE = [f" {name.replace('_', ' ').title()} " for name in HEADER]
QUOTES = "the quotes of the record do not match"
UNWRAPPED = "record freed of quotes around it"
BACKSLASHES_READ = "quotes escaped by backslashes read"
BACKSLASHES_REMOVED = "video_transcription_text freed of backslashes"
NOT_UTF_8 = "the record is not UTF-8 text; bytes that cannot be decoded are written \\x.."
ERROR = "holds the spreadsheet error {} in place of a value. Correct it, or leave the field empty"
ROUNDED = "is a number that Excel rounds, with more than 15 digits. Format the column as text and enter it again"
HALF_A_CHARACTER = "the record holds half a character, as of an emoji that was cut; it is written \\u...."
NAME_THE_ENCODING = "is not UTF-8 text, and its bytes do not tell its encoding. Save it as UTF-8, or name its encoding"
JOINED = r"records are joined by the two characters \n; write line ends in their place"
OTHER_HEADER = (
    "has a second header in row 4 below the first, with other columns, in another order, or not on a line of its own"
)
NO_HEADER = "has no header: none of its first lines names a column. Add it; expected are the columns #"

ENCODINGS = [
    text_case("utf-8 with a byte order mark.csv", table, "utf-8-sig"),
    text_case("utf-16 with a byte order mark.csv", table, "utf-16"),
    text_case("utf-16 without a mark, little-endian.csv", table, "utf-16-le"),
    text_case("utf-16 without a mark, big-endian.csv", table, "utf-16-be"),
    text_case("utf-32.csv", table, "utf-32"),
    Case("utf-16 cut in a character.csv", lambda rows: table(rows).encode("utf-16")[:-1], refused="is not UTF-16 text"),
    text_case(
        "windows-1252.csv",
        lambda rows: table(with_value(rows, "video_transcription_text", "caf\u00e9 \u201cGR\u00d6SSE\u201d \u20ac 5")),
        "cp1252",
        repairs={"record read as Windows-1252": 1},
    ),
    text_case(
        "a letter that is another one in Windows-1250.csv",
        lambda rows: table(with_value(rows, "video_transcription_text", "\u201cN\u00c3O\u201d")),
        "cp1252",
        refused=NAME_THE_ENCODING,
    ),
    text_case(
        "windows-1251.csv",
        lambda rows: table(with_value(rows, "video_transcription_text", "\u043f\u0440\u0438\u0432\u0435\u0442")),
        "cp1251",
        refused=NAME_THE_ENCODING,
    ),
    Case(
        "utf-16 with half an emoji.csv",
        lambda rows: table(rows).encode("utf-16-le").replace(b"f\0r\0i\0", b"\x3d\xd8", 1),
        accepted=2,
        rejected=1,
        reasons={HALF_A_CHARACTER: 1},
    ),
    Case("mixed encodings.csv", with_undecodable_row, accepted=2, rejected=1, reasons={NOT_UTF_8: 1}),
    Case(
        "a byte that no encoding has.csv",
        lambda rows: table(rows).encode().replace(b"lake", b"l\x81ke", 1),
        accepted=2,
        rejected=1,
        reasons={NOT_UTF_8: 1},
    ),
    said(
        "nul.csv", "zero\0byte", accepted=2, rejected=1, reasons={"video_transcription_text holds a NUL character": 1}
    ),
    said("emoji.csv", "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 said that"),
    said("right to left.csv", "\u05d0\u05de\u05e8 \u202e\u0645\u0631\u062d\u0628\u0627\u202c"),
    said("as long as a text may be.csv", 1_000_000 * "x"),
    said("combining marks.csv", "e\u0301\u0323 \u0e01\u0e33"),
    said("line separators of unicode.csv", "one\u2028two\u0085three\x0bfour\x1cfive"),
    said("spaces of all kinds.csv", "\u00a0\t text \u00a0", repairs={"video_transcription_text trimmed": 1}),
]
LINES = [
    text_case("crlf.csv", lambda rows: table(rows, end="\r\n")),
    text_case("cr alone.csv", lambda rows: table(rows, end="\r")),
    text_case("no final line end.csv", lambda rows: table(rows).rstrip("\n")),
    text_case("blank lines.csv", lambda rows: table(rows).replace("\n", "\n\n") + "\n\n"),
    text_case("semicolon.csv", lambda rows: table(rows, delimiter=";")),
    text_case("tab.tsv", lambda rows: table(rows, delimiter="\t")),
    text_case("pipe.txt", lambda rows: table(rows, delimiter="|")),
    said("delimiters in quotes.csv", 'one, two; three|four\tfive, "six"'),
    said("line ends in quotes.csv", "one\ntwo\r\nthree\rfour\n\nfive"),
    said("numbers on lines in quotes.csv", "1, 2, 3\nlift off"),
    text_case("all quoted.csv", lambda rows: table(rows, quoting=csv.QUOTE_ALL)),
    said(
        "a quote that is not closed.csv",
        "",
        as_written='"never closed',
        accepted=2,
        rejected=1,
        reasons={QUOTES: 1},
    ),
    text_case(
        "two quotes that are not closed.csv",
        lambda rows: table(rows).replace("a friend", '"a friend'),
        accepted=0,
        rejected=3,
        reasons={QUOTES: 3},
    ),
    text_case(
        "a quote closed by the next record.csv",
        lambda rows: table(rows).replace("a friend", '"a friend', 1).replace("2 islands", '2 islands"'),
        accepted=2,
        rejected=1,
        reasons={QUOTES: 1},
    ),
    said(
        "inner quotes not doubled.csv",
        "",
        as_written='"he said "no" twice"',
        accepted=2,
        rejected=1,
        reasons={QUOTES: 1},
    ),
    said("an inch.csv", "", as_written='a 5" nail'),
    said("a field of quotes.csv", '""""'),
    text_case("records in quotes.csv", lambda rows: wrapped(table(rows)), repairs={UNWRAPPED: 3}),
    text_case(
        "records in quotes with quotes in them.csv",
        lambda rows: wrapped(table(with_value(rows, "video_transcription_text", 'he said "no", twice'))),
        repairs={UNWRAPPED: 3},
    ),
    text_case(
        "one record in quotes.csv",
        lambda rows: (
            table(rows[1:]) + wrapped(table(with_value(rows, "video_transcription_text", "yes, no")).splitlines()[1])
        ),
        repairs={UNWRAPPED: 1},
    ),
    text_case(
        "records in quotes with semicolons.csv",
        lambda rows: wrapped(table(rows, delimiter=";")),
        repairs={UNWRAPPED: 3},
    ),
    said("backslash before an apostrophe.csv", "it\\'s", repairs={BACKSLASHES_REMOVED: 1}),
    said(
        "backslash before quotes.csv",
        "",
        as_written=r'"he said \"no\", and left"',
        repairs={BACKSLASHES_READ: 1, BACKSLASHES_REMOVED: 1},
    ),
    said(
        "backslash before the last quote.csv",
        "",
        as_written=r'"he said \"no\""',
        repairs={BACKSLASHES_READ: 1, BACKSLASHES_REMOVED: 1},
    ),
    said("other backslashes.csv", r"C:\new\table \\ \d"),
    text_case(
        "dump with nulls.tsv",
        lambda rows: table(with_value(rows, "claim_status", r"\N"), delimiter="\t", quoting=csv.QUOTE_NONE),
    ),
    valued("video_view_count", r"\N", "is missing"),
    said(
        "too few fields.csv",
        "",
        as_written="a,b",
        accepted=2,
        rejected=1,
        reasons={"the record has 13 fields, the header 12": 1},
    ),
    text_case(
        "a record that is cut.csv",
        lambda rows: table(rows)[:-12],
        accepted=2,
        rejected=1,
        reasons={"the record has 8 fields, the header 12": 1},
    ),
    text_case(
        "a total below.csv",
        lambda rows: table(rows) + "Total,3\n",
        rejected=1,
        reasons={"the record has 2 fields, the header 12": 1},
    ),
    text_case(
        "blank fields at the end.csv",
        lambda rows: table([[*row, "", " "] for row in rows]),
        repairs={"blank fields at the end left out": 3},
    ),
    text_case("a header again.csv", lambda rows: table([*rows, HEADER]), repeated_headers=1),
    text_case(
        "a header again as it is spelt elsewhere.csv", lambda rows: table([SPELT_OTHERWISE, *rows]), repeated_headers=1
    ),
    text_case(
        "two files with columns in another order.csv",
        lambda rows: table(rows) + table([row[::-1] for row in rows], HEADER[::-1]),
        refused=OTHER_HEADER,
    ),
    text_case(
        "records joined by backslash and n.csv",
        lambda rows: table(rows).replace("0\n", r"0\n", 2),
        accepted=0,
        rejected=1,
        reasons={JOINED: 1},
    ),
    text_case(
        "all joined by backslash and n.csv",
        lambda rows: table(rows).replace("\n", r"\n"),
        refused=r"has the two characters \n in place of line ends. Write line ends",
    ),
]
COLUMNS = [
    text_case("unnamed index.csv", lambda rows: table([[str(n), *row] for n, row in enumerate(rows)], ["", *HEADER])),
    text_case(
        "unnamed index of pandas.csv", lambda rows: table([["0", *row] for row in rows], ["Unnamed: 0", *HEADER])
    ),
    text_case("extra columns.csv", lambda rows: table([["x", *row, "y"] for row in rows], ["first", *HEADER, "last"])),
    text_case("reordered columns.csv", lambda rows: table([row[::-1] for row in rows], HEADER[::-1])),
    text_case("id for #.csv", lambda rows: table(rows, ["id", *HEADER[1:]])),
    text_case("id beside #.csv", lambda rows: table([["x", *row] for row in rows], ["id", *HEADER])),
    text_case("names in capitals.csv", lambda rows: table(rows, [name.upper() for name in HEADER])),
    text_case(
        "names with spaces.csv", lambda rows: table(rows, [f" {name.replace('_', ' ').title()} " for name in HEADER])
    ),
    text_case("names in quotes.csv", lambda rows: table(rows, [f"'{name}'" for name in HEADER])),
    text_case(
        "missing column.csv",
        lambda rows: table([row[:-1] for row in rows], HEADER[:-1]),
        refused="has no column video_comment_count. Add it",
    ),
    text_case(
        "renamed column.csv",
        lambda rows: table(rows, [*HEADER[:-1], "comments"]),
        refused="has no column video_comment_count. Add it",
    ),
    text_case("no counts yet.csv", lambda rows: table([row[:7] for row in rows], HEADER[:7])),
    text_case("counts left empty.csv", lambda rows: table([[*row[:7], *[""] * 5] for row in rows])),
    text_case(
        "counts under other names.csv",
        lambda rows: table(rows, [*HEADER[:7], "views", "likes", "shares", "downloads", "comments"]),
        refused="did you mean video_view_count by 'views', video_like_count by 'likes'",
    ),
    text_case(
        "a text or counts.csv",
        lambda rows: table([[*rows[0][:4], "", *rows[0][5:]], [*rows[1][:4], "", *rows[1][5:7], *[""] * 5], *rows[2:]]),
        accepted=2,
        rejected=1,
        reasons={f"{column} is missing": 1 for column in (HEADER[4], *HEADER[7:])},
    ),
    text_case(
        "misspelt column.csv",
        lambda rows: table(rows, [*HEADER[:-1], "video_coment_count"]),
        refused="did you mean video_comment_count by 'video_coment_count'? Rename it",
    ),
    text_case(
        "a date under another name.csv",
        lambda rows: table([[*row, "2026-01-31"] for row in rows], [*HEADER, "delivered_at"]),
        refused="did you mean delivered_on by 'delivered_at'? Rename it",
    ),
    text_case(
        "duplicated column.csv",
        lambda rows: table([[*row, "1"] for row in rows], [*HEADER, "Video_ID"]),
        refused="carries column 'video_id' 2 times",
    ),
    text_case("header only.csv", lambda _: table([]), accepted=0),
    text_case("no header.csv", lambda rows: table(rows[1:], rows[0]), refused=NO_HEADER),
    text_case("prose.txt", lambda _: "Dear colleague,\nthe file is in the other mail.\n", refused=NO_HEADER),
    Case("empty.csv", lambda _: b"", refused="the file is empty; expected is a header"),
    text_case("blank.csv", lambda _: "\n \n", refused="the file is empty; expected is a header"),
    text_case(
        "a title above.csv",
        lambda rows: 'Videos of 2026,,\n"exported, by hand"\n\n' + table(rows),
        lines_above_header=3,
    ),
    text_case("comments above.csv", lambda rows: "# exported 2026-01-31\n#\n" + table(rows), lines_above_header=2),
    text_case("excel's own hint above.csv", lambda rows: "sep=;\n" + table(rows, delimiter=";"), lines_above_header=1),
    text_case(
        "a million columns.csv",
        lambda _: ",".join([*HEADER, *map(str, range(1_000_000))]) + "\n",
        refused="has more than 1000 columns",
    ),
    text_case(
        "a record of a million fields.csv",
        lambda rows: table(rows) + "," * 999_999 + "x\n",
        rejected=1,
        reasons={"the record has 1000000 fields, the header 12": 1},
    ),
]
NUMBERS = [
    valued("video_view_count", "343296.0", repair="written with decimals"),
    valued("video_view_count", "343296.", repair="written with decimals"),
    valued("video_view_count", "+343296", repair="written with a sign or leading zeros"),
    valued("video_view_count", "000343296", repair="written with a sign or leading zeros"),
    valued("video_view_count", " 343296 ", repair="trimmed"),
    *(
        valued("video_view_count", value, "is not a whole number")
        for value in (
            "343,296",
            "343.296,0",
            "343 296",
            "343'296",
            "1,5",
            "1.5",
            "1e6",
            "1E+06",
            "0x53D00",
            "inf",
            "Infinity",
            "many",
            "\u0663\u0664\u0663",
            "343296-",
            "$5",
            "1_000",
            "true",
            "=1+1",
            "'; drop table videos; --",
        )
    ),
    valued("video_view_count", "-1", "is negative"),
    valued("video_view_count", "-1.0", "is negative"),
    valued("video_view_count", "1" + 30 * "0", "is out of range"),
    valued("video_view_count", "1000000000000001", "is out of range"),
    valued("video_view_count", "1000000000000000"),
    valued("video_view_count", "NaN", "is missing"),
    valued("video_view_count", "#N/A", "is missing"),
    valued("video_like_count", "999999"),
    valued("video_duration_sec", "0", "is less than 1"),
    valued("video_duration_sec", "1000000"),
    valued("video_duration_sec", "1000001", "is out of range"),
    valued("video_duration_sec", "59.7", "is not a whole number"),
    valued("video_id", "7.01767E+09", "is not a whole number"),
    valued("video_id", "7209511382864235780"),
    valued("video_id", "9223372036854775807"),
    valued("video_id", "9223372036854775808", "is out of range"),
    valued("video_id", "-7209511382864235780", "is negative"),
    valued("video_id", "", "is missing"),
    valued("#", "none"),
]
STATUSES = [
    valued("claim_status", "Claim", repair="spelt otherwise"),
    valued("claim_status", "OPINION", repair="spelt otherwise"),
    valued("claim_status", "clam", "is not in the vocabulary"),
    valued("claim_status", "true", "is not in the vocabulary"),
    valued("claim_status", "#N/A"),
    valued("video_transcription_text", "#NAME?", ERROR.format("#NAME?")),
    valued("verified_status", "Not_Verified", repair="spelt otherwise"),
    valued("verified_status", "TRUE", repair="spelt otherwise"),
    valued("verified_status", "no", repair="spelt otherwise"),
    valued("verified_status", "0", repair="spelt otherwise"),
    valued("verified_status", "verifed", "is not in the vocabulary"),
    valued("author_ban_status", "under  scrutiny", repair="spelt otherwise"),
    valued("author_ban_status", "under-review", repair="spelt otherwise"),
    valued("author_ban_status", "true", "is not in the vocabulary"),
    valued("author_ban_status", "suspended", "is not in the vocabulary"),
    said("a cell of html.csv", "<script>alert(1)</script>{{ var('x') }}${HOME}`id`"),
    said("a formula.csv", '=HYPERLINK("http://example.org","x")'),
    said(
        "a day of speech.csv",
        "x" * 1_000_001,
        accepted=2,
        rejected=1,
        reasons={"video_transcription_text is longer than 1000000 characters": 1},
    ),
]
CONTENTS = [
    text_case("rows again.csv", lambda rows: table([*rows, *rows[:2]]), duplicate=2),
    text_case("rows again under other numbers.csv", lambda rows: table([*rows, ["9", *rows[0][1:]]]), duplicate=1),
    text_case(
        "two contents of one video.csv",
        lambda rows: table([*rows, [*rows[0][:4], "something else", *rows[0][5:]]]),
        accepted=2,
        rejected=2,
        reasons={"video_id stands in this file with other contents": 2},
    ),
    text_case(
        "two spellings of one content.csv",
        lambda rows: table([*rows, [*rows[0][:7], rows[0][7] + ".0", *rows[0][8:]]]),
        duplicate=1,
        repairs={"video_view_count written with decimals": 1},
    ),
    text_case(
        "a date that is none.csv",
        lambda rows: table([[*row, "soon"] for row in rows], [*HEADER, "delivered_on"]),
        accepted=0,
        rejected=3,
        reasons={"delivered_on is not an ISO date or timestamp": 3},
    ),
    text_case(
        "dates that would be guessed.csv",
        lambda rows: table(
            [[*row, word] for row, word in zip(rows, ("31-01-26", "01/02/2026", "2026-01-31 11 PM"), strict=True)],
            [*HEADER, "delivered_on"],
        ),
        accepted=0,
        rejected=3,
        reasons={"delivered_on is not an ISO date or timestamp": 3},
    ),
    text_case(
        "a date without an end.csv",
        lambda rows: table(
            [[*row, word] for row, word in zip(rows, ("infinity", "-infinity", "epoch"), strict=True)],
            [*HEADER, "delivered_on"],
        ),
        accepted=0,
        rejected=3,
        reasons={"delivered_on is not an ISO date or timestamp": 3},
    ),
]
ARCHIVES = [
    Case("gzip.csv.gz", lambda rows: gzip.compress(table(rows).encode(), mtime=0)),
    Case("gzip under another name.csv", lambda rows: gzip.compress(table(rows).encode(), mtime=0)),
    Case("bzip2.csv.bz2", lambda rows: bz2.compress(table(rows).encode())),
    Case("zstandard.csv.zst", lambda rows: pa.Codec("zstd").compress(table(rows).encode(), asbytes=True)),
    Case("text under a name of gzip.csv.gz", lambda rows: table(rows).encode()),
    Case("zip.csv.zip", lambda rows: zipped({"videos.csv": table(rows), "__MACOSX/._videos.csv": "\0"})),
    Case(
        "zip of two.zip",
        lambda rows: zipped({"a.csv": table(rows), "b.csv": table(rows)}),
        refused="is a ZIP archive of 2 files: 'a.csv', 'b.csv'. "
        "Unpack it, and provide the files that are in it (CLM-028)",
    ),
    Case(
        "gzip cut short.csv.gz",
        lambda rows: gzip.compress(table(rows).encode(), mtime=0)[:-12],
        refused="cannot be read (Truncated compressed stream). Provide it again (CLM-030)",
    ),
    Case(
        "gzip bomb.csv.gz",
        lambda rows: gzip.compress(table(rows).encode() + b"x" * (1 << 27), mtime=0),
        refused="expands to more than 200 times its size",
    ),
]
PARQUETS = [
    Case("a header again.parquet", lambda rows: parquet(columns_of([HEADER, *rows])), repeated_headers=1),
    Case("text.parquet", lambda rows: parquet(columns_of(rows))),
    Case(
        "numbers.parquet",
        lambda rows: parquet(columns_of(rows, video_id=int, video_view_count=float, video_like_count=int)),
    ),
    Case(
        "booleans.parquet",
        lambda rows: parquet(columns_of(rows, verified_status=lambda status: status == "verified")),
        repairs={"verified_status spelt otherwise": 3},
    ),
    Case(
        "fractions.parquet",
        lambda rows: parquet(columns_of(rows, video_view_count=lambda count: int(count) + 0.5)),
        accepted=0,
        rejected=3,
        reasons={"video_view_count is not a whole number": 3},
    ),
    Case(
        "dates for counts.parquet",
        lambda rows: parquet(columns_of(rows, video_view_count=lambda _: datetime.date(2026, 1, 31))),
        accepted=0,
        rejected=3,
        reasons={"video_view_count is not a whole number": 3},
    ),
    Case(
        "categories.parquet",
        lambda rows: parquet(columns_of(rows) | {"claim_status": pa.array(["claim"] * 3).dictionary_encode()}),
    ),
    Case(
        "lists.parquet",
        lambda rows: parquet(columns_of(rows, video_transcription_text=lambda text: [text])),
        refused="has column 'video_transcription_text' of type list",
    ),
    Case(
        "bytes.parquet",
        lambda rows: parquet(columns_of(rows, video_transcription_text=str.encode)),
        refused="has column 'video_transcription_text' of type binary. Write it as text",
    ),
    Case(
        "decimals and floats.parquet",
        lambda rows: parquet(
            columns_of(rows, video_id=float)
            | {"video_comment_count": pa.array([0, 5, 0], pa.decimal128(38, 18))}
            | {"video_view_count": pa.array([1, 2**24, 2], pa.float32())}
        ),
        accepted=2,
        rejected=1,
        reasons={
            "video_view_count is a floating-point number that may be rounded. "
            "Write the column as text or as whole numbers": 1
        },
    ),
    Case(
        "a text that is not utf-8.parquet",
        lambda rows: parquet(
            columns_of(rows)
            | {
                "video_transcription_text": pa.Array.from_buffers(
                    pa.string(), 3, pa.array([b"caf\xe9", b"one", b"two"], pa.binary()).buffers()
                )
            }
        ),
        accepted=2,
        rejected=1,
        reasons={
            "video_transcription_text is not UTF-8 text; bytes that cannot be decoded are written \\x.. "
            "Write the column as UTF-8": 1
        },
    ),
    Case("missing column.parquet", lambda _: parquet({"#": ["1"]}), refused="has no column claim_status"),
    Case("damaged footer.parquet", lambda rows: damaged(parquet(columns_of(rows)), -60), refused="cannot be read ("),
    Case(
        "cut short.parquet",
        lambda rows: parquet(columns_of(rows))[:-20],
        refused="cannot be read (Parquet magic bytes not found in footer",
    ),
]
WORKBOOKS = [
    Case("workbook.xlsx", lambda rows: workbook([HEADER, *rows])),
    Case("numbers.xlsx", lambda rows: workbook([HEADER, *map(numbers, rows)])),
    Case(
        "values that Excel changes.xlsx",
        lambda rows: workbook(
            [
                HEADER,
                [*rows[0][:5], False, *rows[0][6:]],
                [*rows[1][:7], 1.5, *rows[1][8:]],
                [*rows[2][:4], None, *rows[2][5:]],
            ]
        ),
        accepted=2,
        rejected=1,
        reasons={"video_view_count is not a whole number": 1},
        repairs={"verified_status spelt otherwise": 1},
    ),
    Case(
        "numbers that Excel rounds.xlsx",
        lambda rows: workbook(
            [
                HEADER,
                [*rows[0][:2], 123_456_789_012_345_678, *rows[0][3:]],
                [*rows[1][:2], int(rows[1][2]), *rows[1][3:]],
            ]
        ),
        accepted=1,
        rejected=1,
        reasons={f"video_id {ROUNDED}": 1},
    ),
    Case(
        "errors as labels.xlsx",
        lambda rows: workbook(
            [
                HEADER,
                *([row[0], error, *row[2:]] for row, error in zip(rows, ("#REF!", "#DIV/0!", "#N/A"), strict=True)),
            ]
        ),
        accepted=1,
        rejected=2,
        reasons={f"claim_status {ERROR.format(error)}": 1 for error in ("#REF!", "#DIV/0!")},
    ),
    Case(
        "a title and notes.xlsx",
        lambda rows: workbook([["Videos"], [], HEADER, *rows, [], []], [["read me"], ["the other sheet"]]),
        lines_above_header=2,
    ),
    Case(
        "two tables.xlsx",
        lambda rows: workbook([HEADER, *rows], [HEADER, *rows]),
        refused="has 2 sheets with a table: 'Sheet1', 'Sheet2'. Provide each as a workbook of its own (CLM-044)",
    ),
    Case(
        "a second table without a column.xlsx",
        lambda rows: workbook([HEADER, *rows], [HEADER[:-1], *(row[:-1] for row in rows)]),
        refused="has 2 sheets with a table: 'Sheet1', 'Sheet2'. Provide each as a workbook of its own (CLM-044)",
    ),
    Case("no header.xlsx", workbook, refused=NO_HEADER),
    Case("nothing.xlsx", lambda _: workbook([]), refused=NO_HEADER),
    Case("workbook under a name of text.csv", lambda rows: workbook([HEADER, *rows])),
    Case("cut short.xlsx", lambda rows: workbook([HEADER, *rows])[:-40], refused="is a damaged Excel workbook"),
    Case("damaged within.xlsx", lambda rows: damaged(workbook([HEADER, *rows])), refused="is a damaged Excel workbook"),
    Case("a header again.xlsx", lambda rows: workbook([HEADER, *rows, HEADER]), repeated_headers=1),
]
NAMES = [
    text_case(name, table)
    for name in (
        "it's here.csv",
        'say "so".csv',
        "two  spaces.csv",
        "stars * and ? marks [1].csv",
        "\u00fcml\u00e4ut.csv",
        "'; drop schema marts cascade; --.csv",
        "$(id) `id` {{ var('x') }}.csv",
        "-rf.csv",
        "<b>bold.csv",
        "no suffix",
    )
]
CASES = [*ENCODINGS, *LINES, *COLUMNS, *NUMBERS, *STATUSES, *CONTENTS, *ARCHIVES, *PARQUETS, *WORKBOOKS, *NAMES]
