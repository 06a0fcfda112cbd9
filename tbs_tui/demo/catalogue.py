"""What the demo cloud is furnished with: names a person believes, every status, and a few names meant to do harm."""

import unicodedata
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Spec:
    """A volume to make. `days` is its age; `snaps` lists the statuses of its snapshots, newest first; `server` the
    instance it is attached to; `origin` the index, in the same list, of the volume whose newest snapshot it was made
    from."""

    name: str | None
    size: int
    type: str = "General SSD"
    status: str = "available"
    days: float = 30.0
    zone: int = 0
    server: str | None = None
    device: str = "/dev/vdb"
    snaps: tuple[str, ...] = ()
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    origin: int | None = None


HDD: Final = "General HDD"
SAFE_SSD: Final = "Encrypted SSD"
SAFE_HDD: Final = "Encrypted HDD"


def _nfd(text: str) -> str:
    """Hangul as macOS types it: a letter for each jamo."""
    return unicodedata.normalize("NFD", text)


#: The first region of the first tenant.
KR1: Final = (
    Spec(
        "db-master-data",
        500,
        status="in-use",
        days=870,
        server="db-1",
        snaps=("available",) * 3,
        description="주문 DB 데이터",
        metadata={"team": "orders", "backup": "daily"},
    ),
    Spec("db-replica-data", 500, status="in-use", days=868, zone=1, server="db-2", snaps=("available",)),
    Spec("로그-수집-01", 1000, HDD, "in-use", 640, server="log-1", snaps=("available", "available")),
    Spec("로그-수집-02", 1000, HDD, "in-use", 640, 1, server="log-2"),
    Spec(
        "결제-배치",
        200,
        SAFE_SSD,
        "in-use",
        410,
        server="pay-1",
        snaps=("available", "backing-up"),
        description="카드사 정산 배치",
    ),
    Spec("web-tmp", 50, HDD, "deleting", 371),
    Spec("batch-07", 100, HDD, "error", 322, description="failed on create, kept for the ticket"),
    Spec(None, 50, status="in-use", days=300, server="web-1", device="/dev/vda"),
    Spec("", 50, status="in-use", days=300, server="web-2", device="/dev/vda", zone=1),
    Spec("jenkins-home", 100, status="in-use", days=1010, server="jenkins", snaps=("available", "available")),
    Spec("jenkins-home-restored", 100, days=12, origin=9),
    Spec(_nfd("백업-디스크"), 300, HDD, days=95, snaps=("available",), description=_nfd("맥에서 만든 이름")),
    Spec("creating-now", 20, status="creating", days=0.0001),
    Spec("kafka-broker-0", 300, status="in-use", days=505, server="kafka-0", snaps=("available", "available")),
    Spec("kafka-broker-1", 300, status="in-use", days=505, server="kafka-1"),
    Spec("kafka-broker-2", 300, status="attaching", days=505, zone=1),
    Spec("old-wiki", 40, HDD, days=1050, snaps=("available",), description="2년째 아무도 안 씀"),
    Spec(
        "stuck-clone-parent",
        80,
        days=150,
        description="deleting it falls back to available",
        metadata={"demo": "delete-falls-back"},
    ),
    Spec(
        "broken-lun-12",
        60,
        HDD,
        days=420,
        metadata={"demo": "delete-fails"},
        description="deleting it ends in error_deleting",
    ),
    Spec("ghost-of-2022", 10, HDD, "error_deleting", 1080),
    Spec("[red]x[/]", 10, days=33),
    Spec("[/x]", 10, days=32, description="[bold]not markup[/bold]"),
    Spec("esc-\x1b[31mred\x1b[0m-\x1b]52;c;cm0gLXJmIC8=\x07", 10, days=31, description="\x1b]0;title\x07"),
    Spec("c1-\x9b2J-\x85-bidi-\u202egnp.exe\u202c-\u200b", 10, HDD, days=31),
    Spec("two\nlines\tand a tab", 10, HDD, days=30),
    Spec("n" * 255, 10, HDD, days=29, description="d" * 255),
    Spec(
        "ml-학습-데이터셋-2025-03",
        2000,
        HDD,
        days=230,
        snaps=("available", "available"),
        metadata={"cost-center": "R-1200"},
    ),
    Spec("gitlab-data", 200, status="in-use", days=730, server="gitlab", snaps=("available", "creating")),
    Spec("win-ad-root", 50, status="in-use", days=615, server="ad-1", device="/dev/vda", snaps=("available",)),
    Spec("terminated-root", 50, HDD, "reserved", 88, server="batch-old", device="/dev/vda"),
    Spec("upload-killed", 30, HDD, days=18, description="its image upload dies"),
    Spec("golden-rocky9", 20, status="uploading", days=44),
    Spec("redis-dump", 40, status="in-use", days=200, server="vanished-server", snaps=("available",)),
    Spec("탐색기-테스트-볼륨", 10, HDD, days=3, metadata={"env": "dev", "owner": "홍길동"}),
    Spec("api-gw-cache", 30, status="detaching", days=77, server="web-1", device="/dev/vdc"),
    Spec("pvc-3f1c9d10-6f1d-4b57-8a55", 20, days=61, metadata={"kubernetes.io/created-for/pvc": "data-es-0"}),
    Spec("pvc-b0c58a0e-0c3b-4ed1-9a3e", 20, status="in-use", days=61, server="k8s-node-1"),
    Spec("es-데이터-0", 400, status="in-use", days=190, server="k8s-node-2", snaps=("available", "available")),
)

#: The second region: most of the statuses that are rare.
KR2: Final = (
    Spec("dr-db-data", 500, status="in-use", days=400, server="dr-db-1", snaps=("available", "available", "error")),
    Spec("dr-로그", 500, HDD, days=400, zone=1, snaps=("deleting",)),
    Spec("move-me", 100, status="maintenance", days=120),
    Spec("to-other-team", 100, HDD, "awaiting-transfer", 41),
    Spec("nightly-backup-src", 200, status="backing-up", days=300, snaps=("backing-up",)),
    Spec("from-backup", 200, HDD, "restoring-backup", 2),
    Spec("backup-broke", 50, HDD, "error_backing-up", 90),
    Spec("restore-broke", 50, HDD, "error_restoring", 89, snaps=("restoring",)),
    Spec("확장-실패", 120, status="error_extending", days=15),
    Spec("확장-중", 240, status="extending", days=260),
    Spec("from-image", 20, status="downloading", days=0.001),
    Spec("hdd-to-ssd", 150, HDD, "retyping", 333),
    Spec("moved-by-hand", 70, HDD, "quarantined", 510, snaps=("unmanaging", "deleted")),
    Spec("암호화-보관", 300, SAFE_HDD, days=700, snaps=("error_deleting",)),
)

JP1: Final = (
    Spec("tokyo-web-root", 50, status="in-use", days=150, server="tokyo-web-1", device="/dev/vda"),
    Spec("tokyo-web-data", 100, status="in-use", days=150, server="tokyo-web-1", snaps=("available", "available")),
    Spec("東京-ログ", 300, HDD, days=149, zone=1, snaps=("available",)),
    Spec("tokyo-db", 200, SAFE_SSD, "in-use", 148, server="tokyo-db-1", snaps=("available", "available", "available")),
    Spec("tokyo-scratch", 20, HDD, days=9),
    Spec("tokyo-cdn-origin", 100, days=60, snaps=("available",)),
    Spec("tokyo-batch", 50, HDD, "error", 21),
    Spec(None, 30, days=5),
)

#: The tenant marked as production: larger, mostly healthy.
PROD_KR1: Final = (
    Spec(
        "order-db-primary",
        2000,
        SAFE_SSD,
        "in-use",
        990,
        server="order-db-1",
        snaps=("available",) * 3,
        description="주문 DB (운영)",
        metadata={"tier": "1"},
    ),
    Spec("order-db-standby", 2000, SAFE_SSD, "in-use", 990, 1, server="order-db-2", snaps=("available",)),
    Spec("상품-이미지-원본", 2000, HDD, "in-use", 870, server="image-1", snaps=("available", "available")),
    Spec("payment-vault", 500, SAFE_SSD, "in-use", 640, server="pay-1", snaps=("available",)),
    Spec("결제-로그-보관", 1000, SAFE_HDD, "in-use", 640, 1, server="pay-2", snaps=("available",)),
    Spec("front-root-1", 50, status="in-use", days=333, server="front-1", device="/dev/vda"),
    Spec("front-root-2", 50, status="in-use", days=333, zone=1, server="front-2", device="/dev/vda"),
    Spec("front-root-3", 50, status="in-use", days=120, server="front-3", device="/dev/vda"),
    Spec("search-index-0", 400, status="in-use", days=512, server="search-0", snaps=("available",)),
    Spec("search-index-1", 400, status="in-use", days=512, zone=1, server="search-1"),
    Spec("session-store", 100, status="in-use", days=222, server="session-1"),
    Spec("정산-월마감", 300, HDD, days=45, snaps=("available", "available"), description="지우지 마세요"),
    Spec("migration-leftover", 200, HDD, days=366),
    Spec("queue-journal", 150, status="in-use", days=420, server="queue-1", snaps=("available",)),
    Spec("cdn-origin-cache", 200, HDD, "in-use", 420, server="cdn-1"),
    Spec("blue-green-old", 100, days=17),
    Spec("audit-archive", 500, SAFE_HDD, days=800, snaps=("available",)),
    Spec("fraud-model", 120, status="in-use", days=71, server="fraud-1"),
)
PROD_KR2: Final = (
    Spec("dr-order-db", 2000, SAFE_SSD, "in-use", 300, server="dr-order-db", snaps=("available", "available")),
    Spec("dr-payment-vault", 500, SAFE_SSD, "in-use", 300, 1, server="dr-pay-1", snaps=("available",)),
    Spec("dr-이미지-원본", 2000, HDD, days=299, snaps=("available",)),
    Spec("dr-test-restore", 500, HDD, "error", 44),
)

#: For lists of any length: service, role, in both languages.
SERVICES: Final = (
    "db",
    "web",
    "api",
    "kafka",
    "redis",
    "log",
    "batch",
    "search",
    "결제",
    "로그",
    "주문",
    "회원",
    "정산",
)
ROLES: Final = ("data", "root", "wal", "tmp", "backup", "cache", "수집", "배치", "보관", "색인")
