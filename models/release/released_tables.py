from claims_warehouse import engines, locations
from claims_warehouse.release import folders, private_pages, writing


def model(dbt, session):
    dbt.config(materialized="table")
    releasable_tables = dbt.ref("releasable_tables")
    releases = dbt.ref("releases")
    releases_kept = int(dbt.config.meta_get("releases_kept"))
    blinding = {"is_blind": dbt.config.meta_get("blind_review"), "hides_text": dbt.config.meta_get("hide_texts")}
    tables = engines.to_arrow(releasable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist()
    listed = engines.to_arrow(releases.select("release_id", "is_current")).to_pylist()
    warehouse = locations.warehouse()

    def write_pages(released_file, folder):
        from claims_warehouse.release import pages

        pages.write_pages(session, tables, released_file, folder, **blinding)

    released = writing.write_release(
        session, tables, listed, warehouse, releases_kept=releases_kept, write_pages=write_pages
    )
    private_pages.remove_all_but(folders.kept_ids(warehouse))
    return released
