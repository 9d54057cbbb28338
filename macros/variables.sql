{#- The variables that `--vars` gives: they are checked here, so that a message explains a mistake. -#}

{#- Runs at the start of every invocation: what Python models take as it is is checked before any of them runs. -#}
{% macro check_variables() -%}
    {%- do check_names_of_variables() -%}
    {%- do check_paths() -%}
    {%- do check_encoding() -%}
    {%- if var('sentence_encoder') is not string -%}
        {{ refuse_variable("the variable sentence_encoder is '" ~ var('sentence_encoder')
            ~ "'; it is a folder, or an installed package that holds one, or empty") }}
    {%- endif -%}
    {%- for name, values in {'retraining': 'growth, always or never', 'on_bad_file': 'stop or quarantine'}.items()
        if var(name) not in values.replace(' or ', ', ').split(', ') -%}
        {{ refuse_variable("the variable " ~ name ~ " is '" ~ var(name) ~ "'; it can be " ~ values) }}
    {%- endfor -%}
    {%- do training_rows() -%}
    {%- do whole_number_variable("ranked_rows", "how many videos the rank tests order at most", 1000) -%}
    {%- do champion_measure() -%}
    {%- do missed_claim_cost() -%}
    {%- do max_sure_error_rate() -%}
    {%- do on_worse_champion() -%}
    {%- do max_withdrawn_share() -%}
    {%- do drift_warning() -%}
    {%- do max_rate_difference() -%}
    {%- do review_capacity() -%}
    {%- do fresh_review_capacity() -%}
    {%- do unsure_review_capacity() -%}
    {%- do reviews_per_day() -%}
    {%- set given = invocation_args_dict.vars or {} -%}
    {%- if given.get('reviews_per_day') is not none and given.get('review_capacity') is not none -%}
        {{ refuse_variable(
            "the variables review_capacity and reviews_per_day are both given; they say the same thing, so give one"
        ) }}
    {%- endif -%}
    {%- do exposure_measure() -%}
    {%- do train_on_reviews() -%}
    {%- do inherit_decisions() -%}
    {%- do publish_transcripts() -%}
    {%- do publish_reviewers() -%}
    {%- do switch('blind_review') -%}
    {%- do switch('hide_texts') -%}
    {%- do whole_number_variable("evaluation_repeats", "how often folds are drawn", 1) -%}
    {%- do audit_size() -%}
    {%- do double_review_share() -%}
    {%- do suspect_label_capacity() -%}
    {%- do whole_number_variable("releases_kept", "how many releases are kept, the released one included", 1) -%}
    {%- do share_variable("retraining_growth", "the share of new labelled videos from which models are trained again") -%}
    {%- do share_variable("claim_similarity", "the cosine from which two statements can be one claim") -%}
    {%- do significance_level() -%}
    {%- if var('equivalence_margin') is not number or var('equivalence_margin') <= 0 -%}
        {{ refuse_variable(
            "the variable equivalence_margin is '" ~ var('equivalence_margin')
            ~ "'; it is how many standard deviations are no difference that matters, a number above 0"
        ) }}
    {%- endif -%}
    {%- if var('max_input_age_days') is not none and var('max_input_age_days') is not integer -%}
        {{ refuse_variable(
            "the variable max_input_age_days is '" ~ var('max_input_age_days') ~ "'; it is a whole number of days, or null"
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- Not while dbt reads the project: a build that ends there could not report that it failed. -#}
{% macro refuse_variable(message, code='CLM-061') -%}
    {%- if execute -%}
        {{ exceptions.raise_compiler_error(message ~ " (" ~ code ~ ")") }}
    {%- endif -%}
{%- endmacro %}

{#- dbt ignores a name that nobody reads, and the shipped sample would be built and released. -#}
{% macro check_names_of_variables() -%}
    {%- set known = [
        'videos', 'reports', 'reviews', 'fact_checks', 'sentence_encoder', 'encoding', 'on_bad_file', 'train_on_reviews',
        'inherit_decisions', 'publish_transcripts', 'publish_reviewers', 'blind_review', 'hide_texts', 'review_capacity',
        'fresh_review_capacity', 'unsure_review_capacity', 'max_sure_error_rate', 'reviews_per_day', 'exposure_measure',
        'claim_similarity', 'significance_level', 'equivalence_margin', 'max_input_age_days', 'retraining',
        'retraining_growth', 'training_rows', 'ranked_rows', 'evaluation_repeats', 'champion_measure', 'missed_claim_cost',
        'on_worse_champion', 'drift_warning', 'max_rate_difference', 'audit_size', 'double_review_share',
        'suspect_label_capacity', 'releases_kept', 'max_withdrawn_share'
    ] -%}
    {%- for name in invocation_args_dict.vars or {} if name not in known -%}
        {{ refuse_variable("Unknown variable '" ~ name ~ "'. Known variables: " ~ known | join(', '), code='CLM-060') }}
    {%- endfor -%}
{%- endmacro %}

{#- Each kind of file has one path or glob; a list, or the empty value of a slip of the shell, would name no file. -#}
{% macro check_paths() -%}
    {#- `var` would run what a path holds in double braces. -#}
    {%- set given = {'videos': env_var('CLAIMS_VIDEOS', 'the sample')} -%}
    {%- do given.update(invocation_args_dict.vars or {}) -%}
    {%- for name in ['videos', 'reports', 'reviews', 'fact_checks'] if name in given -%}
        {%- set path = given[name] -%}
        {%- if path is none or (name == 'videos' and path == '') -%}
            {{ refuse_variable(
                "the variable " ~ name ~ " is empty; give a path or a glob, or leave it out"
            ) }}
        {%- elif path is not string -%}
            {{ refuse_variable(
                "the variable " ~ name ~ " is " ~ path ~ "; it is one path, or a glob for several files such as input/*.csv"
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Names that Python has codecs of; UTF-16 and UTF-32 are detected from a file's bytes. -#}
{% macro check_encoding() -%}
    {%- set known = [
        'utf-8', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255',
        'windows-1256', 'windows-1257', 'windows-1258', 'iso-8859-1', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4',
        'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8', 'iso-8859-9', 'iso-8859-10', 'iso-8859-11',
        'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'iso-8859-16', 'koi8-r', 'koi8-u', 'mac-roman', 'mac-cyrillic',
        'cp437', 'cp850', 'cp852', 'cp866', 'cp874', 'gbk', 'gb18030', 'big5', 'big5-hkscs', 'shift-jis', 'euc-jp',
        'iso-2022-jp', 'euc-kr', 'cp949',
    ] -%}
    {%- if var('encoding') is not string or var('encoding') | lower not in [''] + known -%}
        {{ refuse_variable(
            "the variable encoding is '" ~ var('encoding') ~ "'; it can be one of " ~ known | join(', ')
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro significance_level() -%}
    {{ share_variable("significance_level", "the probability below which a difference counts as one") }}
{%- endmacro %}

{#- What to do where there is evidence that the chosen models, or the new labels, are worse than before. -#}
{% macro on_worse_champion() -%}
    {%- set policy = var('on_worse_champion') -%}
    {%- if policy not in ['keep_last', 'stop', 'use_chosen'] -%}
        {{ refuse_variable(
            "the variable on_worse_champion is '" ~ policy ~ "'; it can be keep_last, stop or use_chosen"
        ) }}
    {%- endif -%}
    {{ policy }}
{%- endmacro %}

{% macro max_withdrawn_share() -%}
    {{ share_variable("max_withdrawn_share", "the share by which accepted videos may fall from one release to the next") }}
{%- endmacro %}

{% macro drift_warning() -%}
    {{ share_variable("drift_warning", "the population stability index from which a drift beyond chance is warned of") }}
{%- endmacro %}

{% macro max_sure_error_rate() -%}
    {{ share_variable("max_sure_error_rate", "the share of what a model is sure of that it may get wrong") }}
{%- endmacro %}

{% macro max_rate_difference() -%}
    {{ share_variable("max_rate_difference", "by how much error rates of two groups of videos may differ without a warning") }}
{%- endmacro %}

{#- A variable that is a number from 0 to 1, as an SQL literal. -#}
{% macro share_variable(name, meaning) -%}
    {%- set share = var(name) -%}
    {%- if share is not number or share < 0 or share > 1 -%}
        {{ refuse_variable(
            "the variable " ~ name ~ " is '" ~ share ~ "'; it is " ~ meaning ~ ", a number from 0 to 1"
        ) }}
    {%- endif -%}
    cast('{{ share }}' as double)
{%- endmacro %}

{#- How many labelled videos models are trained and evaluated on at most. -#}
{% macro training_rows() -%}
    {{ whole_number_variable("training_rows", "how many labelled videos models are trained on at most", 1000) }}
{%- endmacro %}

{#- A variable that is a whole number from the least that makes sense. -#}
{% macro whole_number_variable(name, meaning, least) -%}
    {%- set number = var(name) -%}
    {%- if number is not integer or number < least -%}
        {{ refuse_variable(
            "the variable " ~ name ~ " is '" ~ number ~ "'; it is " ~ meaning ~ ", a whole number from " ~ least
        ) }}
    {%- endif -%}
    {{ number }}
{%- endmacro %}

{#- How many videos are drawn at random for audit, or 0: each stratum has to have a few. -#}
{% macro audit_size() -%}
    {%- set size = var('audit_size') -%}
    {%- if size is not integer or (size != 0 and size < 20) -%}
        {{ refuse_variable(
            "the variable audit_size is '" ~ size ~ "'; it is how many videos are drawn at random for audit, a whole number "
            ~ "from 20, or 0 for none"
        ) }}
    {%- endif -%}
    {{ size }}
{%- endmacro %}

{#- The share of videos that two reviewers have to decide. -#}
{% macro double_review_share() -%}
    {{ share_variable("double_review_share", "the share of videos that two reviewers have to decide") }}
{%- endmacro %}

{#- How many labelled videos that are probably wrong are handed to reviewers. -#}
{% macro suspect_label_capacity() -%}
    {{ whole_number_variable("suspect_label_capacity", "how many suspect labels are handed to reviewers", 0) }}
{%- endmacro %}

{#- What decides which model is the champion. -#}
{% macro champion_measure() -%}
    {%- set measure = var('champion_measure') -%}
    {%- if measure not in ['average_precision', 'roc_auc', 'log_loss'] -%}
        {{ refuse_variable(
            "the variable champion_measure is '" ~ measure ~ "'; it can be average_precision, roc_auc or log_loss"
        ) }}
    {%- endif -%}
    {{ measure }}
{%- endmacro %}

{#- How many needless reviews a missed claim is worth. -#}
{% macro missed_claim_cost() -%}
    {%- set cost = var('missed_claim_cost') -%}
    {%- if cost is not number or cost <= 0 -%}
        {{ refuse_variable(
            "the variable missed_claim_cost is '" ~ cost ~ "'; it is how many needless reviews a missed claim is worth, "
            ~ "a number above 0"
        ) }}
    {%- endif -%}
    cast('{{ cost }}' as double)
{%- endmacro %}

{#- The probability of a claim at which reviewing the video and leaving it out cost the same. -#}
{% macro even_cost_threshold() -%}
    1 / (1 + {{ missed_claim_cost() }})
{%- endmacro %}

{% macro review_capacity() -%}
    {{ capacity_variable("review_capacity", "the share of the queue that moderators can look at") }}
{%- endmacro %}

{% macro fresh_review_capacity() -%}
    {{ capacity_variable("fresh_review_capacity", "the share of the videos without counts that moderators can look at") }}
{%- endmacro %}

{% macro unsure_review_capacity() -%}
    {{ capacity_variable("unsure_review_capacity", "the share of what the model is unsure of that moderators can look at") }}
{%- endmacro %}

{#- How many rows of the queue people review in a day, in place of the share. -#}
{% macro reviews_per_day() -%}
    {%- if var('reviews_per_day') is not none -%}
        {{ whole_number_variable("reviews_per_day", "how many claims people review in a day", 1) }}
    {%- endif -%}
{%- endmacro %}

{#- The count by which the queue measures what a video does. -#}
{% macro exposure_measure() -%}
    {%- set measure = var('exposure_measure') -%}
    {%- if measure not in count_metrics() -%}
        {{ refuse_variable(
            "the variable exposure_measure is '" ~ measure ~ "'; it can be " ~ count_metrics() | join(', ')
        ) }}
    {%- endif -%}
    {{ measure }}
{%- endmacro %}

{#- A variable that is a share above 0, as an exact SQL literal. -#}
{% macro capacity_variable(name, meaning) -%}
    {%- set capacity = var(name) -%}
    {%- if capacity is not number or capacity <= 0 or capacity > 1 -%}
        {{ refuse_variable(
            "the variable " ~ name ~ " is '" ~ capacity ~ "'; it is " ~ meaning ~ ", a number above 0 and at most 1"
        ) }}
    {%- endif -%}
    cast('{{ capacity }}' as decimal(18, 9))
{%- endmacro %}

{#- Whether the decisions of moderators are labels of the next training. -#}
{% macro train_on_reviews() -%}
    {{ switch('train_on_reviews') }}
{%- endmacro %}

{#- Whether videos inherit decisions from those that say the same. -#}
{% macro inherit_decisions() -%}
    {{ switch('inherit_decisions') }}
{%- endmacro %}

{#- Whether readers get the names of reviewers, or nulls in their place. -#}
{% macro publish_reviewers() -%}
    {{ switch('publish_reviewers') }}
{%- endmacro %}

{#- Whether readers get the transcripts, which are personal data, or nulls in their place. -#}
{% macro publish_transcripts() -%}
    {{ switch('publish_transcripts') }}
{%- endmacro %}

{#- A variable that is true or false. -#}
{% macro switch(name) -%}
    {%- set value = var(name) -%}
    {%- if value is not boolean -%}
        {{ refuse_variable("the variable " ~ name ~ " is '" ~ value ~ "'; it can be true or false") }}
    {%- endif -%}
    {{ value | lower }}
{%- endmacro %}
