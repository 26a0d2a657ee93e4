#!/usr/bin/env python3
"""How fast each form of export is read, on one core: MB of file a processor second.

Writes exports of 50 MB and more in every form below ENFILADE_BENCH_DATA/reading (pip install pyarrow, for
the Parquet file), unless they are there, and reads each with `examples/reading` a few times; the least
user and system time counts. Build that first:

    cargo build --release -p enfilade-import --example reading
    python3 benches/reading.py [FORM...]
"""

import csv
import io
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import uuid

DATA = os.path.join(os.environ.get("ENFILADE_BENCH_DATA", "/tmp/enfilade-bench"), "reading")
BINARY = os.environ.get("ENFILADE_READING", "target/release/examples/reading")
RUNS = 3
MOST = 60_000_000
PAGE = 999
TENANT = "f0000000-0000-4000-8000-000000000001"
GRAPH = "https://graph.microsoft.com/beta/$metadata#"
draw = random.Random(42)


def guid():
    return str(uuid.UUID(int=draw.getrandbits(128), version=4))


FIRST = ["Anna", "Boris", "Chloé", "Dmitri", "Esra", "Fatima", "Göran", "Hana", "Ivo", "Jörg"]
LAST = ["Berg", "Dahl", "Fischer", "García", "Iversen", "Kowalski", "Meyer", "Novák", "O'Brien", "Šimek"]
TITLES = ["Accountant", "Engineer", "Nurse", "Sales Manager", "Clerk", None]


def user(number):
    name = f"{draw.choice(FIRST)} {draw.choice(LAST)} {number}"
    upn = f"u{number}@contoso.example"
    return {
        "id": guid(),
        "displayName": name,
        "userPrincipalName": upn,
        "mail": upn,
        "accountEnabled": number % 17 != 0,
        "userType": "Guest" if number % 5 == 0 else "Member",
        "jobTitle": draw.choice(TITLES),
        "department": draw.choice(["HR", "IT", "Finance", None]),
        "companyName": None,
        "createdDateTime": "2024-02-03T04:05:06Z",
        "externalUserState": "Accepted" if number % 5 == 0 else None,
        "onPremisesSyncEnabled": True if number % 3 == 0 else None,
        "businessPhones": [],
        "assignedLicenses": [],
        "signInActivity": {
            "lastSignInDateTime": "2026-01-10T10:00:00Z",
            "lastSignInRequestId": guid(),
            "lastNonInteractiveSignInDateTime": "2026-01-11T10:00:00Z",
        },
    }


def group(number):
    return {
        "id": guid(),
        "displayName": f"SG-Team {number}",
        "description": "Members of a team",
        "groupTypes": [],
        "securityEnabled": True,
        "mailEnabled": False,
        "isAssignableToRole": None,
        "membershipRule": None,
        "visibility": "Private",
        "onPremisesSyncEnabled": None,
        "createdDateTime": "2024-02-03T04:05:06Z",
    }


def member(one):
    return {"@odata.type": "#microsoft.graph.user", "id": one["id"], "displayName": one["displayName"]}


USERS = [user(number) for number in range(20_000)]
GROUPS = [group(number) for number in range(4_000)]


def members():
    return [member(draw.choice(USERS)) for _ in range(min(int(draw.expovariate(1 / 40)) + 1, 400))]


def text(value, **how):
    how = how or {"separators": (",", ":")}
    return json.dumps(value, ensure_ascii=False, **how)


def page(of, value, **more):
    return text({"@odata.context": GRAPH + of, **more, "value": value})


def fill(part):
    """Texts that `part` makes, until there are enough."""
    bytes_so_far, number = 0, 0
    while bytes_so_far < MOST:
        one = part(number)
        number += 1
        bytes_so_far += len(one.encode())
        yield one


def write(name, parts, between="\n", before="", after="\n"):
    path = os.path.join(DATA, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(before)
        for number, part in enumerate(parts):
            file.write(between if number else "")
            file.write(part)
        file.write(after)


def some_users(count=PAGE):
    return [{**draw.choice(USERS), "id": guid()} for _ in range(count)]


def graph_pages():
    def part(number):
        if number % 20 == 0:
            return page("users", some_users())
        owner = draw.choice(GROUPS)["id"]
        return page(f"groups('{owner}')/members", members())

    write("graph-pages.json", fill(part))


def graph_users():
    write("graph-users.json", fill(lambda _: page("users", some_users())))


def graph_list():
    write("graph-list.json", fill(lambda _: text(some_users(1)[0], indent=2)), ",\n", "[\n", "\n]\n")


def graph_lines():
    write("graph-lines.ndjson", fill(lambda _: text(some_users(1)[0])))


def pascal(value):
    if isinstance(value, list):
        return [pascal(one) for one in value]
    if isinstance(value, dict):
        typed = {name: one for name, one in value.items() if name.startswith("@")}
        named = {name[0].upper() + name[1:]: pascal(one) for name, one in value.items() if name not in typed}
        return {**named, "AdditionalProperties": typed}
    return value


def powershell():
    parts = fill(lambda _: text(pascal(some_users(1)[0]), indent=2))
    write("powershell-users.json", parts, ",\n", "[\n", "\n]\n")


def delta():
    def part(_):
        return page("groups/$delta", [{**group(0), "members@delta": members()} for _ in range(20)])

    write("graph-delta.json", fill(part))


def expanded():
    def part(_):
        return page("groups(members())", [{**group(0), "members": members()} for _ in range(20)])

    write("graph-expanded.json", fill(part))


def batch():
    def part(_):
        answers = []
        for _ in range(20):
            owner = draw.choice(GROUPS)["id"]
            body = {"@odata.context": GRAPH + "directoryObjects", "value": members()}
            headers = {"Content-Type": "application/json;odata.metadata=minimal"}
            answers.append({"id": f"/groups/{owner}/members", "status": 200, "headers": headers, "body": body})
        return text({"responses": answers})

    write("graph-batch.json", fill(part))


def entraexporter():
    """A file an object: 60,000 of them."""
    root = os.path.join(DATA, "entraexporter")
    shutil.rmtree(root, ignore_errors=True)
    for number in range(20_000):
        one = {**user(number)}
        write(f"entraexporter/Users/{one['id']}/{one['id']}.json", [text(one, indent=2)])
    for owner in GROUPS:
        write(f"entraexporter/Groups/{owner['id']}/{owner['id']}.json", [text(owner, indent=2)])
        for one in [draw.choice(USERS) for _ in range(9)]:
            where = f"entraexporter/Groups/{owner['id']}/Members/{one['id']}/{one['id']}.json"
            write(where, [text({"@odata.type": "#microsoft.graph.user", **one}, indent=2)])


SUBSCRIPTIONS = [guid() for _ in range(40)]
ROLES = ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "b24988ac-6180-42a0-ab88-20f7382dd24c"] + [guid() for _ in range(20)]


def assignment():
    subscription = f"/subscriptions/{draw.choice(SUBSCRIPTIONS)}"
    scope = subscription
    if draw.random() < 0.8:
        scope += f"/resourceGroups/rg-{draw.randrange(200)}"
    kind = "Microsoft.Authorization/roleAssignments"
    own = guid()
    properties = {
        "roleDefinitionId": f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{draw.choice(ROLES)}",
        "principalId": draw.choice(USERS)["id"],
        "principalType": "User",
        "scope": scope,
        "condition": None,
        "conditionVersion": None,
        "createdOn": "2025-03-04T05:06:07.1234567Z",
        "updatedOn": "2025-03-04T05:06:07.1234567Z",
        "createdBy": draw.choice(USERS)["id"],
        "updatedBy": draw.choice(USERS)["id"],
        "delegatedManagedIdentityResourceId": None,
        "description": None,
    }
    return {"properties": properties, "id": f"{scope}/providers/{kind}/{own}", "type": kind, "name": own}


def resource_of():
    place = f"/subscriptions/{draw.choice(SUBSCRIPTIONS)}/resourceGroups/rg-{draw.randrange(200)}"
    name = f"vm-{draw.randrange(10**9)}"
    return {
        "id": f"{place}/providers/Microsoft.Compute/virtualMachines/{name}",
        "name": name,
        "type": "microsoft.compute/virtualmachines",
        "tenantId": TENANT,
        "kind": "",
        "location": "westeurope",
        "resourceGroup": place.rsplit("/", 1)[1],
        "subscriptionId": place.split("/")[2],
        "managedBy": "",
        "sku": None,
        "plan": None,
        "properties": {"provisioningState": "Succeeded", "vmId": guid(), "hardwareProfile": {"vmSize": "Standard_D2s_v5"}},
        "tags": {"team": "payroll", "cost": "4711"},
        "identity": {"type": "SystemAssigned", "principalId": guid(), "tenantId": TENANT},
        "zones": None,
        "extendedLocation": None,
    }


def arm_rest():
    write("arm-rest.json", fill(lambda _: text({"value": [assignment() for _ in range(500)]})))


def flat():
    one = assignment()
    inner = one["properties"]
    return {
        "condition": None,
        "conditionVersion": None,
        "createdBy": inner["createdBy"],
        "createdOn": inner["createdOn"],
        "delegatedManagedIdentityResourceId": None,
        "description": None,
        "id": one["id"],
        "name": one["name"],
        "principalId": inner["principalId"],
        "principalName": "anna@contoso.example",
        "principalType": "User",
        "resourceGroup": "rg",
        "roleDefinitionId": inner["roleDefinitionId"],
        "roleDefinitionName": "Reader",
        "scope": inner["scope"],
        "type": one["type"],
        "updatedBy": inner["updatedBy"],
        "updatedOn": inner["updatedOn"],
    }


def arm_az():
    write("arm-az.json", fill(lambda _: text(flat(), indent=2)), ",\n", "[\n", "\n]\n")


def az_powershell():
    one = flat()
    return {
        "RoleAssignmentName": one["name"],
        "RoleAssignmentId": one["id"],
        "Scope": one["scope"],
        "DisplayName": "Anna Berg",
        "SignInName": one["principalName"],
        "RoleDefinitionName": one["roleDefinitionName"],
        "RoleDefinitionId": one["roleDefinitionId"].rsplit("/", 1)[1],
        "ObjectId": one["principalId"],
        "ObjectType": "User",
        "CanDelegate": False,
        "Description": None,
        "ConditionVersion": None,
        "Condition": None,
    }


def arm_powershell():
    write("arm-powershell.json", fill(lambda _: text(az_powershell(), indent=2)), ",\n", "[\n", "\n]\n")


def row_of_graph(number):
    if number % 2:
        return resource_of()
    empty = {"kind": "", "location": "", "resourceGroup": "", "managedBy": "", "sku": None, "plan": None, "tags": None}
    return {**assignment(), "tenantId": TENANT, **empty, "identity": None, "zones": None, "extendedLocation": None}


def resource_graph():
    def part(_):
        rows = [row_of_graph(number) for number in range(1000)]
        return text({"count": 1000, "data": rows, "skip_token": None, "total_records": 1000}, indent=2)

    write("resource-graph.json", fill(part))


def as_row(values):
    line = io.StringIO()
    cells = ["" if one is None else text(one) if isinstance(one, (dict, list)) else one for one in values]
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def resource_graph_table():
    names = list(resource_of())
    parts = fill(lambda number: as_row(row_of_graph(number).get(name) for name in names))
    write("resource-graph.csv", parts, "", as_row(names), "")


def admin_centre():
    names = (
        "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,"
        "usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,"
        "alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,"
        "directorySynced,invitationState,identityIssuer,createdDateTime"
    )

    def part(_):
        one = some_users(1)[0]
        kept = {**one, "objectId": one["id"], "usageLocation": "DE", "identityIssuer": "contoso.onmicrosoft.com"}
        return as_row(kept.get(name) for name in names.split(","))

    write("exportUsers.csv", fill(part), "", "\ufeff" + names + "\r\n", "")


def powershell_table():
    names = ["Id", "DisplayName", "UserPrincipalName", "Mail", "AccountEnabled", "UserType", "JobTitle", "Department", "CreatedDateTime"]

    def part(_):
        one = pascal(some_users(1)[0])
        return ",".join('"' + str(one.get(name) or "").replace('"', '""') + '"' for name in names) + "\r\n"

    write("powershell-users.csv", fill(part), "", ",".join(f'"{name}"' for name in names) + "\r\n", "")


def edge_rows(count):
    owners = [draw.choice(GROUPS)["id"] for _ in range(count // 40 + 1)]
    return [("member", draw.choice(USERS)["id"], owners[number // 40], "user", "group") for number in range(count)]


def plain():
    rows = (",".join(row) for row in edge_rows(660_000))
    write("plain-edges.csv", rows, before="kind,from,to,fromKind,toKind\n")


def parquet():
    import pyarrow
    from pyarrow import parquet as files

    os.makedirs(DATA, exist_ok=True)
    columns = list(zip(*edge_rows(2_000_000)))
    names = ["kind", "from", "to", "fromKind", "toKind"]
    # Ids that do not come again, so that they are not kept once for all.
    columns[1] = [guid() for _ in columns[1]]
    files.write_table(pyarrow.table(dict(zip(names, columns))), os.path.join(DATA, "plain-edges.parquet"))


def opengraph():
    def node(number):
        one = some_users(1)[0]
        properties = {
            "displayname": one["displayName"],
            "name": one["userPrincipalName"].upper(),
            "userprincipalname": one["userPrincipalName"],
            "enabled": one["accountEnabled"],
            "tenantid": TENANT,
            "objectid": one["id"].upper(),
            "whencreated": 1706933106,
        }
        return text({"id": one["id"].upper(), "kinds": ["AZUser", "AZBase"], "properties": properties}, indent=2)

    def edge(number):
        start, end = draw.choice(USERS)["id"].upper(), draw.choice(GROUPS)["id"].upper()
        return text(
            {"kind": "AZMemberOf", "start": {"value": start}, "end": {"value": end}, "properties": {}}, indent=2
        )

    nodes = [node(number) for number in range(50_000)]
    edges = [edge(number) for number in range(230_000)]
    start, between, end = '{"graph": {"nodes": [', '], "edges": [', "]}}"
    parts = [start, ",\n".join(nodes), between, ",\n".join(edges), end]
    write("opengraph.json", parts, "")


def azurehound():
    path = os.path.join(DATA, "azurehound.json")
    os.makedirs(DATA, exist_ok=True)
    testkit = os.path.join(os.path.dirname(os.path.dirname(BINARY)), "enfilade-testkit")
    subprocess.run([testkit, "tenant", "--size", "20000", "--format", "azurehound", "-o", path], check=True)


def roadrecon():
    """The tables of `roadrecon gather` that hold most: users in their columns, and memberships."""
    path = os.path.join(DATA, "roadrecon.db")
    os.makedirs(DATA, exist_ok=True)
    if os.path.exists(path):
        os.remove(path)
    database = sqlite3.connect(path)
    more = [f"unused{number}" for number in range(30)]
    names = ["objectId", "objectType", "displayName", "userPrincipalName", "mail", "accountEnabled", "userType", "jobTitle", "department", "dirSyncEnabled"]
    database.execute(f"create table Users ({', '.join(name + ' TEXT' for name in names + more)}, primary key (objectId))")
    database.execute("create table Groups (objectId TEXT primary key, objectType TEXT, displayName TEXT, securityEnabled INTEGER, mailEnabled INTEGER, groupTypes TEXT)")
    database.execute("create table lnk_group_member_user (\"Group\" TEXT, \"User\" TEXT)")
    people = some_users(60_000)
    rows = [
        (one["id"], "User", one["displayName"], one["userPrincipalName"], one["mail"], one["accountEnabled"], one["userType"], one["jobTitle"], one["department"], one["onPremisesSyncEnabled"])
        + tuple(f"value {number}" for number in range(len(more)))
        for one in people
    ]
    marks = ",".join("?" * len(rows[0]))
    database.executemany(f"insert into Users values ({marks})", rows)
    owners = [(one["id"], "Group", one["displayName"], 1, 0, "[]") for one in GROUPS]
    database.executemany("insert into Groups values (?,?,?,?,?,?)", owners)
    pairs = [(draw.choice(GROUPS)["id"], draw.choice(people)["id"]) for _ in range(400_000)]
    database.executemany("insert into lnk_group_member_user values (?,?)", pairs)
    database.commit()
    database.close()


FORMS = [
    ("AzureHound", azurehound, "azurehound.json"),
    ("Graph, pages of users and of members", graph_pages, "graph-pages.json"),
    ("Graph, pages of users", graph_users, "graph-users.json"),
    ("Graph, a list, indented", graph_list, "graph-list.json"),
    ("Graph, one object a line", graph_lines, "graph-lines.ndjson"),
    ("Graph, members expanded", expanded, "graph-expanded.json"),
    ("Graph, delta", delta, "graph-delta.json"),
    ("Graph, batches", batch, "graph-batch.json"),
    ("Graph PowerShell, users", powershell, "powershell-users.json"),
    ("EntraExporter, 60,000 files", entraexporter, "entraexporter"),
    ("Azure, REST", arm_rest, "arm-rest.json"),
    ("Azure, `az`", arm_az, "arm-az.json"),
    ("Azure, Az PowerShell", arm_powershell, "arm-powershell.json"),
    ("Resource Graph, JSON", resource_graph, "resource-graph.json"),
    ("Resource Graph, CSV", resource_graph_table, "resource-graph.csv"),
    ("admin centre, CSV of users", admin_centre, "exportUsers.csv"),
    ("PowerShell, CSV of users", powershell_table, "powershell-users.csv"),
    ("ROADrecon", roadrecon, "roadrecon.db"),
    ("OpenGraph", opengraph, "opengraph.json"),
    ("plain form, CSV", plain, "plain-edges.csv"),
    ("plain form, Parquet", parquet, "plain-edges.parquet"),
]


def size(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(path) for name in names)


def seconds(path):
    """Processor seconds of one run, on one core, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(["taskset", "-c", "0", BINARY, path], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, run.stdout.strip()


def main():
    wanted = sys.argv[1:]
    print("| form | MB | facts | processor s | MB/s |\n|---|---|---|---|---|")
    for name, make, file in FORMS:
        if wanted and not any(word.lower() in name.lower() or word == file for word in wanted):
            continue
        path = os.path.join(DATA, file)
        if not os.path.exists(path):
            make()
        runs = [seconds(path) for _ in range(RUNS)]
        least = min(time for time, _ in runs)
        megabytes = size(path) / 1e6
        said = runs[0][1].splitlines()
        print(f"| {name} | {megabytes:.0f} | {said[0].split()[0]} | {least:.2f} | {megabytes / least:.0f} |", flush=True)
        for warning in said[1:]:
            print(f"  {warning}", file=sys.stderr)


if __name__ == "__main__":
    main()
