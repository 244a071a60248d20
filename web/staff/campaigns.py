"""Campaigns: drafts whose every fact is the catalog's, who they are meant for, and who wants none. Nothing is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from assistant.campaigns.checking import Fault, faults
from assistant.campaigns.writing import write
from desk.accounts import AccountRole
from desk.campaigns import (
    CHANNELS,
    DID,
    LONGEST_NAME,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MOST_ITEMS,
    Campaign,
    Channel,
    Did,
    Segment,
    changed,
    contacts_in,
)
from desk.errors import DeskError
from knowledge.catalog.product import Product
from storage.database import utc_now
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import ago, plural, text

LARGEST_LIST = 20_000_000  # bytes of a file of opt-outs
SHOWN = 20  # opt-outs
Ids = list[str]  # inside the class, `list` is its method
FOUND = 8  # products that a few words find


class CampaignsSection:
    """See `web.staff.section.Section`."""

    name = "campaigns"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self.deeds: Mapping[str, Deed] = {
            "new-campaign": self.create,
            "save-campaign": self.save,
            "write-campaign": self.write_anew,
            "delete-campaign": self.delete,
            "opt-out": self.opt_out,
            "opt-in": self.opt_in,
            "take-opt-outs": self.take_opt_outs,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/campaigns_tools.html")

    def list(self, turn: Turn) -> str:
        campaigns, language = self._services.campaigns, turn.language
        contacts, count = campaigns.opt_outs(query=turn.place.query, limit=SHOWN)
        return turn.show(
            "staff/campaigns_list.html",
            rows=[
                {"id": draft.id, "name": draft.name, "channel": text("channel_" + draft.channel, language),
                 "language": text("language_" + draft.language, language),
                 "time": ago(draft.updated, utc_now(), language) if draft.updated else ""}
                for draft in campaigns.list()
            ],
            channels=CHANNELS,
            did=DID,
            most=LONGEST_NAME,
            opt_outs=contacts,
            opt_out_count=plural("opt_outs", count, language),
        )  # fmt: skip

    def detail(self, turn: Turn) -> str:
        draft = self._services.campaigns.get(turn.place.id) if turn.place.id else None
        if draft is None:
            turn.place = turn.place.moved(id="")
            return ""
        language, products = turn.language, self._products(draft.items)
        members, left_out = self._services.campaigns.members(draft.segment)
        found = self._faults(draft, products)
        return turn.show(
            "staff/campaign.html",
            draft=draft,
            channel=text("channel_" + draft.channel, language),
            spoken=text("language_" + draft.language, language),
            products=[{"id": product.id, "title": product.title_in(language)} for product in products],
            missing=[item for item in draft.items if item not in {product.id for product in products}],
            faults=[text("fault_" + fault.kind, language, words=fault.words) for fault in found],
            did=text("did_segment_" + draft.segment.did, language),
            segment_items=", ".join(self._titles(draft.segment.items, language)),
            members=plural("segment_members", len(members), language),
            left_out=plural("segment_left_out", left_out, language) if left_out else "",
            by=text("campaign_by", language, name=draft.author),
            most_subject=LONGEST_SUBJECT,
            most=LONGEST_TEXT,
        )

    def is_moving(self, turn: Turn) -> bool:
        return False

    # -- doing

    def create(self, turn: Turn) -> None:
        """A new draft: chosen products, a segment, a channel, a language, and words for it."""
        items = self._chosen(turn.field("items"), turn)
        about = self._chosen(turn.field("segment_items"), turn)
        if turn.is_problem:
            return
        if not items:
            raise DeskError("campaign_items", most=str(MOST_ITEMS))
        draft = Campaign(
            "", turn.field("name"), cast(Channel, turn.field("channel")),
            "zh" if turn.field("language") == "zh" else "en", tuple(items),
            Segment(cast(Did, turn.field("did")), tuple(about)), author=turn.account.name,
        )  # fmt: skip
        if draft.channel not in CHANNELS:
            raise DeskError("campaign_kind")
        saved = self._services.campaigns.save(self._written(draft))
        record(self._services, turn, "campaign.create", saved.name)
        turn.place = turn.place.moved(id=saved.id)
        turn.say("campaign_created")

    def save(self, turn: Turn) -> None:
        """Keep other words; what is wrong in them is told, and holds up the export."""
        draft = self._draft(turn)
        saved = self._services.campaigns.save(
            changed(draft, subject=turn.field("subject"), text=turn.field("text"))
        )  # fmt: skip
        record(self._services, turn, "campaign.save", saved.name)
        found = self._faults(saved, self._products(saved.items))
        turn.say("campaign_saved_faults" if found else "campaign_saved")

    def write_anew(self, turn: Turn) -> None:
        """Throw the words away and write the draft again."""
        draft = self._services.campaigns.save(self._written(self._draft(turn)))
        record(self._services, turn, "campaign.save", draft.name)
        turn.say("campaign_written")

    def delete(self, turn: Turn) -> None:
        """Throw a draft away."""
        draft = self._draft(turn)
        self._services.campaigns.remove(draft.id)
        record(self._services, turn, "campaign.delete", draft.name)
        turn.place = turn.place.moved(id="")
        turn.say("campaign_deleted")

    def opt_out(self, turn: Turn) -> None:
        """Somebody wants no advertising."""
        contact = turn.field("contact").strip()[:200]
        if not contact:
            turn.complain(text("opt_out_empty", turn.language))
            return
        self._services.campaigns.opt_out([contact])
        record(self._services, turn, "optout.add", "1")
        turn.say("opted_out")

    def opt_in(self, turn: Turn) -> None:
        """Somebody may be told again."""
        self._services.campaigns.opt_in(turn.field("contact"))
        record(self._services, turn, "optout.remove", "1")
        turn.say("opted_in")

    def take_opt_outs(self, turn: Turn) -> None:
        """Take in files of contacts, one a line."""
        files = turn.form.get("files")
        for given in files[:20] if isinstance(files, list) else ():
            with self._uploads.opened(given) as arrived:
                if arrived is None or arrived.path.stat().st_size > LARGEST_LIST:
                    turn.complain(text("upload_gone", turn.language, name=name_of(given)))
                    continue
                content = arrived.path.read_text(encoding="utf-8-sig", errors="replace")
            new = self._services.campaigns.opt_out(contacts_in(content))
            record(self._services, turn, "optout.add", str(new))
            turn.sentences.append(plural("opt_outs_in", new, turn.language, name=arrived.name))

    # -- helpers

    def _draft(self, turn: Turn) -> Campaign:
        draft = self._services.campaigns.get(turn.subject)
        if draft is None:
            raise DeskError("campaign_gone")
        return draft

    def _written(self, draft: Campaign) -> Campaign:
        products = self._products(draft.items)
        if not products:
            raise DeskError("campaign_items", most=str(MOST_ITEMS))
        own = self._services.preferences.get()
        engine = self._services.engines.current
        words = write(
            products, draft.channel, draft.language, company=own.company[draft.language],
            contact=own.contact[draft.language], engine=engine,
        )  # fmt: skip
        return replace(draft, subject=words.subject, text=words.text)

    def _faults(self, draft: Campaign, products: Sequence[Product]) -> Sequence[Fault]:
        own = self._services.preferences.get()
        words = "\n".join(own.company[each] + "\n" + own.contact[each] for each in ("en", "zh"))
        return campaign_faults(draft, products, words)

    def _products(self, ids: Sequence[str]) -> Sequence[Product]:
        return self._services.catalog.get(ids) if self._services.state == "ready" else ()

    def _titles(self, ids: Sequence[str], language: str) -> Sequence[str]:
        return [product.title_in(language) for product in self._products(ids)]

    def _chosen(self, words: str, turn: Turn) -> Sequence[str]:
        """Products that are named one a line, by number or by words that only one of them has."""
        ids: Ids = []
        for line in filter(None, (line.strip() for line in words.splitlines())):
            if self._products([line]):
                ids.append(line)
                continue
            found, count = self._services.catalog.list(search=line, limit=FOUND)
            exact = [product for product in found if line.casefold() in (product.title.casefold(), product.title_zh)]
            if len(exact) == 1 or count == 1:
                ids.append((exact or found)[0].id)
            elif count:
                names = "; ".join(f"{product.id} {product.title_in(turn.language)}" for product in found)
                turn.complain(text("product_many", turn.language, words=line[:80], names=names))
            else:
                turn.complain(text("product_none", turn.language, words=line[:80]))
        return tuple(dict.fromkeys(ids))


def campaign_faults(draft: Campaign, products: Sequence[Product], own_words: str) -> Sequence[Fault]:
    """What of a draft the catalog does not bear out now."""
    gone = [Fault("name", item) for item in draft.items if item not in {product.id for product in products}]
    in_subject = [fault for fault in faults(draft.subject, products, own_words=own_words) if fault.kind != "name"]
    return [*gone, *in_subject, *faults(draft.text, products, own_words=own_words)]
