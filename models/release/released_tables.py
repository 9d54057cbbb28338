from claims_warehouse import engines, locations
from claims_warehouse.release import writing


def model(dbt, session):
    dbt.config(materialized="table")
    releasable_tables = dbt.ref("releasable_tables")
    releases = dbt.ref("releases")
    releases_kept = dbt.config.meta_get("releases_kept")

    def write_site(released_file, folder):
        from claims_warehouse.dashboard import site

        site.write_site(released_file, folder, earlier=locations.warehouse() / locations.DASHBOARD)

    return writing.write_release(
        session,
        tables=engines.to_arrow(releasable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist(),
        releases=engines.to_arrow(releases.select("release_id", "is_current")).to_pylist(),
        warehouse=locations.warehouse(),
        releases_kept=int(releases_kept),
        write_site=write_site,
    )
