"""Addresses below `/<network>/barrierer/`."""

from django.urls import path

from klimanet.barriers.views import barriers, desk, figures, notes, outcomes, reports, steps

urlpatterns = [
    path("", barriers.barriers, name="barriers"),
    path("ny/", reports.new_report, name="new_report"),
    path("ligner/", reports.alike, name="barriers_alike"),
    path("tavle/", desk.board, name="barriers_board"),
    path("overblik/", desk.overview, name="barriers_overview"),
    path("samlet/", desk.several, name="several_barriers"),
    path("ikke-de-samme/", desk.setting_apart, name="barriers_apart"),
    path("vores/", reports.own, name="own_barriers"),
    path("meldinger/<id:barrier_report>/", reports.report, name="barrier_report"),
    path("meldinger/<id:barrier_report>/rettelse/", reports.changing, name="barrier_report_changing"),
    path("<id:barrier>/", barriers.barrier, name="barrier"),
    path("<id:barrier>/meldinger/", barriers.reports, name="barrier_reports"),
    path("<id:barrier>/vi-har-den-ogsaa/", reports.joining, name="barrier_joining"),
    path("<id:barrier>/ordlyd/", barriers.wording, name="barrier_wording"),
    path("<id:barrier>/trin/", barriers.moving, name="barrier_moving"),
    path("<id:barrier>/trin/<id:change>/fortryd/", barriers.taking_back, name="barrier_taking_back"),
    path("<id:barrier>/noter/", notes.notes, name="barrier_notes"),
    path("<id:barrier>/noter/<id:note>/rettelse/", notes.rewriting, name="note_rewriting"),
    path("<id:barrier>/noter/<id:note>/sletning/", notes.removal, name="note_removal"),
    path("<id:barrier>/genaabning/", barriers.reopening, name="barrier_reopening"),
    path(
        "meldinger/<id:barrier_report>/filer/<id:enclosure>/sletning/",
        reports.taking_out,
        name="enclosure_taking_out",
    ),
    path("meldinger/<id:barrier_report>/filer/<id:enclosure>/<path:name>", reports.enclosure, name="enclosure"),
    path(
        "meldinger/<id:barrier_report>/hjalp-det/<id:effect>/",
        outcomes.answering,
        name="barrier_answering",
    ),
    path("tal/", figures.figures, name="barrier_figures"),
    path("halvaar/<id:year>/<id:half>/", figures.half_year, name="half_year"),
    path("indsatser/", steps.steps, name="steps"),
    path("indsatser/ny/", steps.new_step, name="new_step"),
    path("indsatser/<id:step>/", steps.step, name="step"),
    path("indsatser/<id:step>/rettelse/", steps.editing_step, name="step_editing"),
    path("indsatser/<id:step>/argumenter/", steps.arguing, name="step_arguing"),
    path("indsatser/<id:step>/argumenter/<id:argument>/sletning/", steps.dropping_argument, name="argument_dropping"),
    path("indsatser/<id:step>/udfald/", steps.resulting, name="step_resulting"),
    path("resultater/", outcomes.outcomes, name="outcomes"),
    path("resultater/nyt/", outcomes.new_outcome, name="new_outcome"),
    path("resultater/<id:outcome>/", outcomes.outcome, name="outcome"),
    path("resultater/<id:outcome>/rettelse/", outcomes.editing_outcome, name="outcome_editing"),
    path("resultater/<id:outcome>/virkning/", outcomes.telling, name="outcome_telling"),
    path("resultater/<id:outcome>/virkning/<id:effect>/fortryd/", outcomes.taking_back, name="effect_taking_back"),
]
