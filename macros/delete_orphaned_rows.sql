{#-
    Runs after a table that keeps the rows of earlier builds has taken in the new ones: rows whose key another relation does
    not hold any more, or not in the given state, leave it.
-#}
{% macro delete_orphaned_rows(relation, key, row_state=none) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as known_rows
        where
            not exists (
                select 1
                from {{ relation }} as present_rows
                where
                    present_rows.{{ key }} = known_rows.{{ key }}
                    {% if row_state %}and present_rows.row_state = '{{ row_state }}'{% endif %}
            )
    {%- endif -%}
{%- endmacro %}
