"""The seven groups of the City's staff, and what each may do. Granted after every migration, idempotently.

A partner's people are not in these groups: their roles are Membership rows (partners.models).
"""

from django.apps import apps as installed_apps
from django.db.models import Q

EDITOR = "Rédaction"
MODERATOR = "Modération"
TRANSLATOR = "Traduction"
COORDINATOR = "Coordination"
TRAINING_OFFICER = "Formation"
DESK = "Accueil"
ADMINISTRATOR = "Administration"


def _all(app, *models):
    return [f"{app}.{verb}_{model}" for model in models for verb in ("add", "change", "delete", "view")]


_TERRITORY = _all("partners", "quartier", "place", "partner", "service", "theme", "enrolmentchannel", "directoryimport")
_MEMBERS = [
    *_all("partners", "membership"),
    "partners.view_accessrequest",
    "partners.change_accessrequest",
]
_REPORTS = ["partners.view_errorreport", "partners.change_errorreport"]
_TRAINING = _all("events", "framework", "pathway", "schoolholiday", "librarydocument")
_VOLUNTEERING = _all("volunteers", "mission", "skill")
_MESSAGES = _all("events", "messagetext")
_EVENT_WRITING = ["events.add_event", "events.change_event", "events.view_event"]
_EVENT_MODERATION = [
    *_all("events", "event"),
    "events.publish_event",
    "events.lock_event",
    "events.unlock_event",
]
_ORIENTATION = ["partners.orient", "partners.count_orientations"]
_DESK = ["events.view_event", "events.register_registration", "events.view_registration"]

PERMISSIONS = {
    EDITOR: [
        "wagtailadmin.access_admin",
        *_EVENT_WRITING,
        "events.publish_event",
        "events.view_registration",
        *_TERRITORY,
        *_REPORTS,
        *_TRAINING,
        *_VOLUNTEERING,
        *_MESSAGES,
        "cms.change_siteidentity",
    ],
    MODERATOR: [
        "wagtailadmin.access_admin",
        *_EVENT_MODERATION,
        "events.view_registration",
        *_TERRITORY,
        *_REPORTS,
        *_MEMBERS,
        *_TRAINING,
    ],
    TRANSLATOR: [
        "wagtailadmin.access_admin",
        "events.change_event",
        "events.view_event",
        "events.change_pathway",
        *_MESSAGES,
        "partners.change_partner",
        "partners.change_place",
        "partners.change_service",
        "partners.view_partner",
        "partners.view_service",
        "simple_translation.submit_translation",
    ],
    COORDINATOR: [
        "wagtailadmin.access_admin",
        *_EVENT_WRITING,
        *_DESK,
        *_ORIENTATION,
        *_VOLUNTEERING,
        "partners.view_partner",
        "partners.view_place",
        "partners.view_service",
        "partners.view_quartier",
    ],
    TRAINING_OFFICER: [
        "wagtailadmin.access_admin",
        *_TRAINING,
        *_EVENT_WRITING,
        "events.publish_event",
        *_DESK,
        "events.change_registration",
    ],
    DESK: ["wagtailadmin.access_admin", *_DESK, "events.change_registration", "partners.orient"],
    ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        *_EVENT_MODERATION,
        *_DESK,
        "events.change_registration",
        *_TERRITORY,
        *_REPORTS,
        *_MEMBERS,
        *_TRAINING,
        *_VOLUNTEERING,
        *_MESSAGES,
        *_all("accounts", "user"),
        "events.change_eventsettings",
        *_ORIENTATION,
        "partners.change_orientationsettings",
        "cms.change_siteidentity",
        "wagtailcore.change_site",
        "wagtailcore.add_site",
        "simple_translation.submit_translation",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
        *_all("wagtailcore", "workflow", "task"),
    ],
}
# What each group may do in the page tree and with images and documents.
PAGE_PERMISSIONS = {
    EDITOR: ["add_page", "change_page", "publish_page"],
    MODERATOR: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
    TRANSLATOR: ["add_page", "change_page"],
    ADMINISTRATOR: [
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    ],
}
# Wagtail asks for the permissions of its own models, whichever ones stand in for them.
COLLECTION_PERMISSIONS = {
    group: [
        "wagtailimages.add_image",
        "wagtailimages.change_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.change_document",
        "wagtaildocs.choose_document",
    ]
    for group in (EDITOR, MODERATOR, COORDINATOR, TRAINING_OFFICER, ADMINISTRATOR)
}


def _permissions(names, using):
    Permission = installed_apps.get_model("auth", "Permission")
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.using(using).filter(wanted)


def grant_permissions(app_config=None, using="default", **kwargs):
    """Make the groups and add what each is missing; what an administrator added by hand stays."""
    last = [config for config in installed_apps.get_app_configs() if config.models_module is not None][-1]
    if app_config is not None and app_config is not last:
        return  # once, when the permissions of every app exist
    from django.contrib.auth.models import Group

    for name, permissions in PERMISSIONS.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*_permissions(permissions, using))
    _grant_tree(using)


def _grant_tree(using):
    Group = installed_apps.get_model("auth", "Group")
    Page = installed_apps.get_model("wagtailcore", "Page")
    Collection = installed_apps.get_model("wagtailcore", "Collection")
    root_page = Page.objects.using(using).filter(depth=1).first()
    root_collection = Collection.objects.using(using).filter(depth=1).first()
    for table, model_name, place, field in (
        (PAGE_PERMISSIONS, "GroupPagePermission", root_page, "page"),
        (COLLECTION_PERMISSIONS, "GroupCollectionPermission", root_collection, "collection"),
    ):
        if place is None:
            continue
        grant = installed_apps.get_model("wagtailcore", model_name)
        for name, permissions in table.items():
            group = Group.objects.using(using).get(name=name)
            names = [p if "." in p else f"wagtailcore.{p}" for p in permissions]
            for permission in _permissions(names, using):
                grant.objects.using(using).get_or_create(group=group, permission=permission, **{field: place})
