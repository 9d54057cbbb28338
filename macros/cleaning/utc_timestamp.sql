{#-
    The time in UTC that a text writes in ISO 8601, or null where it writes none. A time without an offset is in UTC, and
    a date is its first moment: neither depends on the machine's time zone, as a plain cast would.
-#}
{% macro utc_timestamp(column_name) -%}
    {%- set date = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set time = date ~ '[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?' -%}
    {#- Not every version of the engine reads a time without seconds before an offset. -#}
    {%- set with_seconds = "regexp_replace(" ~ column_name ~ ", '^(.{16})($|[Z+-])', '\\1:00\\2')" -%}
    make_timestamp(epoch_us(try_cast(
        case
            when regexp_full_match({{ column_name }}, '{{ date }}') then {{ column_name }} || ' 00:00:00Z'
            when regexp_full_match({{ column_name }}, '{{ time }}') then {{ with_seconds }} || 'Z'
            when regexp_full_match({{ column_name }}, '{{ time }}(Z|[+-][0-9]{2}(:?[0-9]{2})?)') then {{ with_seconds }}
        end as timestamptz
    )))
{%- endmacro %}
