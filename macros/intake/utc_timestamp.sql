{#-
    The one reading of dates and times: the time in UTC that a text writes as a date or a date and time of ISO 8601, with
    hyphens and colons, or null where it writes none. An offset is converted; a time without one is in UTC, and a date is
    its first moment, whatever the machine's time zone is.
-#}
{% macro utc_timestamp(column_name) -%}
    {#- `t`, `z` and a comma before the fraction are ISO 8601, too, but not to every engine. -#}
    {%- set written = "upper(replace(" ~ column_name ~ ", ',', '.'))" -%}
    {#- Not every version of the engine reads a time without seconds before an offset, nor do all round alike. -#}
    {%- set with_seconds = "regexp_replace(" ~ written ~ ", '^(.{16})($|[Z+-])', '\\1:00\\2')" -%}
    {%- set in_microseconds = "regexp_replace(" ~ with_seconds ~ ", '([.][0-9]{6})[0-9]+', '\\1')" -%}
    {%- set date = '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}' -%}
    {#- Neither 24:00 nor a leap second: each engine makes something else of them. -#}
    {%- set time = '[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?' -%}
    {#- No clock is further from UTC than 14 hours. -#}
    {%- set offset = '([Zz]|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?)' -%}
    make_timestamp(epoch_us(try_cast(
        case
            when regexp_full_match({{ column_name }}, '{{ date }}') then {{ column_name }} || ' 00:00:00Z'
            when regexp_full_match({{ column_name }}, '{{ date }}{{ time }}') then {{ in_microseconds }} || 'Z'
            when regexp_full_match({{ column_name }}, '{{ date }}{{ time }}{{ offset }}') then {{ in_microseconds }}
        end as timestamptz
    )))
{%- endmacro %}

{#-
    Why a text is no time that the warehouse reads, or null where it is one or the text is missing. A year before 1900 is what
    other programs make of two digits, and one after 2099 stands for "never".
-#}
{% macro invalid_timestamp(column_name) -%}
    case
        when {{ column_name }} is not null and {{ utc_timestamp(column_name) }} is null
            then
                case
                    when
                        regexp_matches({{ column_name }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[Tt ])')
                        and not regexp_matches({{ column_name }}, '^(19|20)')
                        then '{{ column_name }} is not in the years 1900 to 2099'
                    else '{{ column_name }} is not an ISO date or timestamp'
                end
    end
{%- endmacro %}
