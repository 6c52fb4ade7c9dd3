"""The codes of a case list, and the other ways in which exports spell them."""
from __future__ import annotations

CARERS = ("foster_carer", "connected_carer", "keyworker", "adopter")  # live with or where the child lives
RELATIONSHIPS = (
    "mother", "father", "parental_responsibility", *CARERS, "social_worker", "guardian", "school", "health",
    "advocate", "independent_visitor", "other",
)
PLACEMENTS = (
    "foster", "connected", "residential", "semi_independent", "independent", "parents", "parent_and_baby",
    "adoption", "secure", "custody", "residential_school", "hospital", "other",
)
REVIEW_KINDS = ("first", "second", "later", "paper", "midway")
STATUSES = ("planned", "held", "cancelled", "adjourned")
REACH = ("sms", "email", "letter", "worker", "iro_visit")
SEXES = ("M", "F", "U")

PARTICIPATION = {
    "PN0": "under 4 at the review",
    "PN1": "attended, spoke for themselves",
    "PN2": "attended, an advocate spoke for them",
    "PN3": "attended, conveyed views by symbols, without speech",
    "PN4": "attended, contributed nothing in any way",
    "PN5": "did not attend, had briefed an advocate",
    "PN6": "did not attend, sent views by another medium",
    "PN7": "did not attend, sent no views",
}

LEGAL_STATUSES = {
    "C1": "interim care order", "C2": "full care order", "D1": "freeing order",
    "E1": "placement order", "V2": "section 20, single period",
    "V3": "section 20, short breaks, agreed pattern", "V4": "section 20, short breaks, logged each time",
    "J1": "on remand", "J2": "detained by the police, in the authority’s accommodation",
    "J3": "sentenced, with a residence requirement", "L1": "police protection",
    "L2": "emergency protection order", "L3": "child assessment order",
}
SHORT_BREAKS = ("V3", "V4")

ETHNICITIES = {
    "WBRI": "White British", "WIRI": "White Irish", "WOTH": "Any other White background",
    "WIRT": "Traveller of Irish heritage", "WROM": "Gypsy or Roma",
    "MWBC": "White and Black Caribbean", "MWBA": "White and Black African", "MWAS": "White and Asian",
    "MOTH": "Any other mixed background", "AIND": "Indian", "APKN": "Pakistani", "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background", "BCRB": "Caribbean", "BAFR": "African",
    "BOTH": "Any other Black background", "CHNE": "Chinese", "OOTH": "Any other ethnic group",
    "REFU": "Refused", "NOBT": "Information not yet obtained",
}

# Labels of old paper lists that mean one code and no other. "Asian" or "Black" alone is asked about.
ETHNIC_LABELS = {label.casefold(): code for code, label in ETHNICITIES.items()} | {
    "british": "WBRI", "white english": "WBRI", "english": "WBRI", "white uk": "WBRI", "irish": "WIRI",
    "white other": "WOTH", "other white": "WOTH", "white european": "WOTH", "irish traveller": "WIRT",
    "gypsy": "WROM", "roma": "WROM", "gypsy/roma": "WROM", "gypsy / roma": "WROM",
    "mixed white and black caribbean": "MWBC", "mixed white and black african": "MWBA",
    "mixed white and asian": "MWAS", "mixed other": "MOTH", "other mixed": "MOTH",
    "any other mixed or multiple ethnic background": "MOTH",
    "asian indian": "AIND", "asian or asian british indian": "AIND", "asian pakistani": "APKN",
    "asian or asian british pakistani": "APKN", "asian bangladeshi": "ABAN",
    "asian or asian british bangladeshi": "ABAN", "asian other": "AOTH", "other asian": "AOTH",
    "black caribbean": "BCRB", "black or black british caribbean": "BCRB", "black african": "BAFR",
    "black or black british african": "BAFR", "black other": "BOTH", "other black": "BOTH",
    "other ethnic group": "OOTH", "other": "OOTH", "arab": "OOTH", "not stated": "REFU",
    "not known": "NOBT", "unknown": "NOBT", "not obtained": "NOBT", "not yet obtained": "NOBT",
}

# Spellings met in exports -> the word of the case list. Only where there is no doubt.
SAME = {
    "relationship": {
        "mum": "mother", "birth_mother": "mother", "dad": "father", "birth_father": "father",
        "pr": "parental_responsibility", "pr_holder": "parental_responsibility", "foster_parent": "foster_carer",
        "kinship_carer": "connected_carer", "connected_person": "connected_carer", "key_worker": "keyworker",
        "prospective_adopter": "adopter", "sw": "social_worker", "childrens_guardian": "guardian",
        "designated_teacher": "school", "teacher": "school",
    },
    "placement_type": {
        "foster_care": "foster", "fostering": "foster", "foster_carer": "foster", "kinship": "connected",
        "connected_person": "connected", "connected_carer": "connected", "residential_home": "residential",
        "childrens_home": "residential", "with_parents": "parents", "placed_with_parents": "parents",
        "mother_and_baby": "parent_and_baby", "independent_living": "independent", "adopters": "adoption",
        "supported_accommodation": "semi_independent", "secure_unit": "secure", "prison": "custody",
    },
    "kind": {"1st": "first", "initial": "first", "2nd": "second", "subsequent": "later", "third": "later",
             "mid_way": "midway"},
    "status": {"canceled": "cancelled", "booked": "planned", "scheduled": "planned", "complete": "held",
               "completed": "held"},
    "reach": {"text": "sms", "text_message": "sms", "mobile": "sms", "e_mail": "email", "post": "letter",
              "social_worker": "worker", "iro": "iro_visit"},
    "sex": {"male": "M", "boy": "M", "female": "F", "girl": "F", "unknown": "U", "1": "M", "2": "F"},
}
