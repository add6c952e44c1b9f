"""The tables under test: what is shown of them and by what their rows are told apart."""


class Table:
    """A table as statements and comparisons see it."""

    def __init__(self, name, key, label, shown, parent=None, coupled=(), loose=()):
        self.name = name
        self.key = key              # columns of the key
        self.label = label          # columns that tell rows apart before there is a key
        self.shown = shown          # expressions in SELECT, by column
        self.parent = parent        # (table, column) of the object it belongs to
        self.coupled = coupled      # groups of columns that the API changes together
        self.loose = loose          # columns that the API keeps when a rule is rewritten

    @property
    def order(self):
        """A total order of the rows."""
        return ", ".join(dict.fromkeys(self.label + self.key))


def plain(*columns, **expressions):
    """Columns shown as they are, and columns shown by an expression."""
    return {**{column: column for column in columns}, **expressions}


RULE = plain("name", "pass_percentage", "environments", "pending_automated_rollouts", "base_id",
             conditions="plain_conditions(conditions)")

TABLES = {table.name: table for table in (
    Table("gates", ["id"], ["name"],
          plain("id", "name", "id_type", "description", "tags", "target_apps", "team", "team_id",
                "status", "type", "is_enabled", "measure_metric_lifts", "monitoring_metrics",
                "archive_reason", "force_archive", rules="plain(rules)"),
          coupled=(("status", "is_enabled"), ("team", "team_id"))),
    Table("gate_rules", ["base_id"], ["gate_id", "name"], {"gate_id": "gate_id", **RULE},
          parent=("gates", "gate_id"), loose=("pending_automated_rollouts",)),
    Table("gate_overrides", ["gate_id", "environment", "unit_type", "unit_id"], [],
          plain("gate_id", "environment", "unit_type", "unit_id", "passes"),
          parent=("gates", "gate_id")),
    Table("dynamic_configs", ["id"], ["name"],
          plain("id", "name", "id_type", "description", "tags", "target_apps", "team", "team_id",
                "is_enabled", "default_value", "schema", "status", "archive_reason",
                rules="plain(rules)"),
          coupled=(("status", "is_enabled"), ("team", "team_id"))),
    Table("dynamic_config_rules", ["base_id"], ["dynamic_config_id", "name"],
          {"dynamic_config_id": "dynamic_config_id", **RULE, "return_value": "return_value",
           "variants": "plain_variants(variants)"},
          parent=("dynamic_configs", "dynamic_config_id"),
          loose=("pending_automated_rollouts", "pass_percentage")),
    Table("experiments", ["id"], ["name"],
          plain("id", "name", "id_type", "description", "tags", "target_apps", "team", "team_id",
                "secondary_id_type", "hypothesis", "links", "allocation", "primary_metrics",
                "duration", "target_exposures", "targeting_gate_id", "sequential_testing",
                "bonferroni_correction", "default_confidence_interval", "status",
                "launched_group_id", "decision_reason", "scheduled_reload_hour",
                "analysis_end_time", "archive_reason", groups="plain(groups)"),
          coupled=(("team", "team_id"),)),
    Table("experiment_groups", ["id"], ["experiment_id", "name"],
          plain("experiment_id", "name", "id", "size", "parameter_values", "disabled", "description"),
          parent=("experiments", "experiment_id")),
    Table("experiment_overrides",
          ["experiment_id", "kind", "target", "group_id", "environment", "unit_type"], [],
          plain("experiment_id", "kind", "target", "group_id", "environment", "unit_type"),
          parent=("experiments", "experiment_id")),
    Table("segments", ["id"], ["name"],
          plain("id", "name", "type", "id_type", "description", "tags", "team", "team_id",
                "is_archived", rules="plain(rules)"),
          coupled=(("team", "team_id"),)),
    Table("segment_ids", ["segment_id", "unit_id"], [], plain("segment_id", "unit_id"),
          parent=("segments", "segment_id")),
    Table("users", ["email"], [], plain("email", "first_name", "last_name", "role")),
    Table("teams", ["id"], ["name"],
          plain("id", "name", "description", "default_gate_metrics",
                "default_experiment_primary_metrics", "default_experiment_secondary_metrics",
                "default_holdout_metrics", "change_team_configs", "review_approval",
                "default_target_applications", "default_holdout_id", "require_reviews",
                "require_gate_templates", "members", "admins")),
    Table("tags", ["id"], ["name"], plain("id", "name", "description", "is_core")),
)}

# Tables between which statements interact.
FAMILIES = (
    ("gates", "gate_rules", "gate_overrides"),
    ("dynamic_configs", "dynamic_config_rules"),
    ("experiments", "experiment_groups", "experiment_overrides"),
    ("segments", "segment_ids"),
    ("users", "teams", "tags"),
)
