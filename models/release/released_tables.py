from claims_warehouse import engines, locations
from claims_warehouse.release import folders, private_files, writing


def model(dbt, session):
    dbt.config(materialized="table")
    releasable_tables = dbt.ref("releasable_tables")
    releases = dbt.ref("releases")
    champion_models = dbt.ref("int_champion_models")
    releases_kept = int(dbt.config.meta_get("releases_kept"))
    is_blind = dbt.config.meta_get("blind_review") == "true"
    hides_text = dbt.config.meta_get("hide_texts") == "true"
    tables = engines.to_arrow(releasable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist()
    listed = engines.to_arrow(releases).to_pylist()
    models = engines.to_arrow(champion_models, columns=["model_id", "artifact"], order_by=["model_id"]).to_pylist()

    def write_files(released_file, folder):
        from claims_warehouse import pages
        from claims_warehouse.released_models import artifact_files

        pages.write_pages(session, tables, released_file, folder, is_blind=is_blind, hides_text=hides_text)
        artifact_files.write_artifacts(models, tables, released_file, folder)
        artifact_files.write_cards(models, released_file, folder)

    kept = {"warehouse": locations.warehouse(), "releases_kept": releases_kept}
    released = writing.write_release(session, tables, listed, write_files=write_files, **kept)
    private_files.remove_all_but(folders.kept_ids(kept["warehouse"]))
    return released
