-- The public tables as they stand after all their tests have passed, and whether this invocation may release them.
-- `releases` describes them, so it is made later.
{%- set refusal = release_refusal() | trim %}
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
    {% for table in public_tables() if table != 'releases' -%}
    select
        '{{ table }}' as table_name,
        '{{ ref(table).schema }}' as schema_name,
        count(*) as row_count,
        cast({{ masked_columns(table) }} as varchar[]) as masked_columns
    from {{ ref(table) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    table_name,
    schema_name,
    row_count,
    masked_columns,
    cast(nullif('{{ refusal }}', '') as varchar) as refusal
from tables
cross join champions
cross join withdrawals
