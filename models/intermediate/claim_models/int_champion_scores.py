from claims_warehouse import engines, rescoring


def model(dbt, session):
    dbt.config(
        materialized="incremental",
        incremental_strategy="delete+insert",
        unique_key=["video_id", "model_id"],
    )
    video_features = dbt.ref("int_video_features")
    champion_models = dbt.ref("int_champion_models")
    models = engines.to_arrow(champion_models, order_by=["model_id"]).to_pylist()
    known_scores = dbt.this if dbt.is_incremental else None
    return rescoring.current_scores(session, known_scores, video_features, models, dbt.this.schema)
