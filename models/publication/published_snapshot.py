from claims_warehouse import engines, locations
from claims_warehouse.publication import snapshot


def model(dbt, session):
    dbt.config(materialized="table")
    publishable_tables = dbt.ref("publishable_tables")
    publications = dbt.ref("publications")
    snapshots_kept = dbt.config.meta_get("snapshots_kept")

    def write_site(published_file, folder):
        from claims_warehouse.dashboard import site

        site.write_site(published_file, folder, earlier=locations.warehouse() / locations.DASHBOARD)

    return snapshot.publish(
        session,
        tables=engines.collected(publishable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist(),
        publications=engines.collected(publications.select("publication_id", "is_this")).to_pylist(),
        warehouse=locations.warehouse(),
        snapshots_kept=int(snapshots_kept),
        write_site=write_site,
    )
