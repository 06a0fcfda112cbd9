"""The least that a client of 1,000 volumes can do: a token, both lists and the types, by httpx and json alone."""

import json
import os
from typing import Any

import httpx


def main() -> None:
    """Print how many volumes and snapshots there are. Asks whom the environment names."""
    tenant, region = os.environ["OS_TENANT_ID"], os.environ["OS_REGION_NAME"]
    who = {"username": os.environ["OS_USERNAME"], "password": os.environ["OS_PASSWORD"]}
    with httpx.Client() as http:

        def read(url: str, token: str) -> Any:
            return json.loads(http.get(url, headers={"X-Auth-Token": token}).content)

        body = {"auth": {"tenantId": tenant, "passwordCredentials": who}}
        access = http.post(f"{os.environ['OS_AUTH_URL']}/tokens", json=body).json()["access"]
        token = access["token"]["id"]
        [service] = [each for each in access["serviceCatalog"] if each["type"] == "volumev2"]
        [base] = [each["publicURL"] for each in service["endpoints"] if each["region"] == region]
        volumes = read(f"{base}/volumes/detail?limit=1000", token)["volumes"]
        snapshots = read(f"{base}/snapshots/detail?limit=1000", token)["snapshots"]
        read(f"{base}/types", token)
    print(len(volumes), len(snapshots))


if __name__ == "__main__":
    main()
