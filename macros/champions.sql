{#- The variables of the claim models; they are checked here, so that a slip of the pen is told in words. -#}
{% macro champion_tolerance() -%}
    {{ share_variable("champion_tolerance", "how much worse a new champion may be before nothing is published") }}
{%- endmacro %}

{% macro drift_warning() -%}
    {{ share_variable("drift_warning", "the index or share from which a feature counts as drifting") }}
{%- endmacro %}

{#- A variable that is a number from 0 to 1, as an SQL literal. -#}
{% macro share_variable(name, meaning) -%}
    {%- set share = var(name) -%}
    {%- if share is not number or share < 0 or share > 1 -%}
        {{ exceptions.raise_compiler_error(
            "the variable " ~ name ~ " is '" ~ share ~ "'; it is " ~ meaning ~ ", a number from 0 to 1"
        ) }}
    {%- endif -%}
    cast('{{ share }}' as double)
{%- endmacro %}

{#- Runs at the start: what Python models take as they are is checked before any of them runs. -#}
{% macro check_training_variables() -%}
    {%- if var('retraining') not in ['growth', 'always', 'never'] -%}
        {{ exceptions.raise_compiler_error(
            "the variable retraining is '" ~ var('retraining') ~ "'; it can be growth, always or never"
        ) }}
    {%- endif -%}
    {%- do training_rows() -%}
    {%- if var('evaluation_repeats') is not integer or var('evaluation_repeats') < 1 -%}
        {{ exceptions.raise_compiler_error(
            "the variable evaluation_repeats is '" ~ var('evaluation_repeats') ~ "'; it is how often folds are drawn, a "
            ~ "whole number from 1"
        ) }}
    {%- endif -%}
    {%- do share_variable("retraining_growth", "the share of new labelled videos from which models are trained again") -%}
    {%- do share_variable("significance_level", "the probability below which a difference counts as one") -%}
    {%- if var('delivered_within_days') is not none and var('delivered_within_days') is not integer -%}
        {{ exceptions.raise_compiler_error(
            "the variable delivered_within_days is '" ~ var('delivered_within_days') ~ "'; it is a whole number of days, or null"
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- How many labelled videos models are trained and evaluated on at most. -#}
{% macro training_rows() -%}
    {%- set rows = var("training_rows") -%}
    {%- if rows is not integer or rows < 1000 -%}
        {{ exceptions.raise_compiler_error(
            "the variable training_rows is '" ~ rows ~ "'; it is how many labelled videos models are trained on at most, a "
            ~ "whole number from 1000"
        ) }}
    {%- endif -%}
    {{ rows }}
{%- endmacro %}

{#- The features that are compared with their distribution in training: those of `classification.drift.NUMBERS`. -#}
{% macro profiled_numbers() -%}
    {{ return(
        ["video_duration_sec", "transcription_length", "is_verified", "is_author_banned", "is_author_under_review"]
        + count_metrics()
    ) }}
{%- endmacro %}
