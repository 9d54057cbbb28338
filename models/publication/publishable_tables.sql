-- The public tables as they stand after all their tests have passed, and whether this invocation may publish them.
-- `publications` tells of them, and is made after them.
{%- set refusal = publication_refusal() | trim %}
with

champions as (
    select count(*) as passed
    from {{ ref('champion_gate') }}
),

withdrawals as (
    select count(*) as passed
    from {{ ref('withdrawal_gate') }}
),

tables as (
    {% for table in public_tables() if table != 'publications' -%}
    select
        '{{ table }}' as table_name,
        count(*) as row_count,
        cast({{ withheld_columns(table) }} as varchar[]) as withheld_columns
    from {{ ref(table) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    table_name,
    row_count,
    withheld_columns,
    cast(nullif('{{ refusal }}', '') as varchar) as refusal
from tables
cross join champions
cross join withdrawals
