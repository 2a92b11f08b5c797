package domain

// Lists gives the values of each word with a list, by the rule of validate tags that asks for one of them. The
// document of the API, the choices of forms and the checks of the schema have the same lists; a test compares them.
func Lists() map[string][]string {
	levels, stages := values(Levels()), values(Stages())
	return map[string][]string{
		"level": levels, "verdict": values(Verdicts()), "stage": stages,
		"level_or_unknown":   append([]string{"unknown"}, levels...),
		"verdict_or_unknown": append([]string{"unknown", "no_evidence"}, levels...),
		"level_shown":        append(values(Levels()), "unknown", "withdrawn", "not_assessed"),
		"stage_shown":        append(values(Stages()), "unknown"),
		"role":               values(Roles()), "capacity": values(Capacities()), "appointment": {"mandate", "scope"},
		"speaker": values(Speakers()), "source": values(Sources()),
		"outcome": values(Outcomes()), "way": values(Ways()),
		"cause": values(Causes()), "move_cause": values(MoveCauses()),
		"decision": values(Decisions()), "criterion": {"met", "not_met", "unknown"},
		"lesson":    {"strength", "weakness", "adjustment"},
		"precision": values(Precisions()), "calendar_precision": values(CalendarPrecisions()),
		"language": {"fr", "en", "ar"}, "summary": {"weekly", "daily", "none"},
		"token_scope":   {"declare", "review", "assess", "administer"},
		"evidence_kind": {"law", "report", "dataset", "portal", "minutes", "press", "letter", "other"},
		"unproven":      {"published_soon", "not_public", "seen", "other"},
		"early_results": {
			"worsened", "did_not_change", "marginal", "major", "outstanding", "no_notable", "moderate", "significant",
			"not_applicable",
		},
		"ambition":   {"unclear", "modest", "substantial", "not_applicable"},
		"verifiable": {"yes", "no", "not_applicable"},
		"value": {
			"access_to_information", "civic_participation", "public_accountability", "technology_and_innovation",
			"transparency", "participation", "collaboration",
		},
		"institution": {"government", "civil_society", "private", "multilateral"},
		"part":        {"lead", "supporting"}, "lineage": {"continues", "splits", "merges", "drops"},
		"membership":   {"member", "associate", "observer", "left"},
		"state_event":  {"forum_meeting", "repository_update", "result_meeting"},
		"answer":       {"accepted", "declined", "later"},
		"inbox_filter": {string(LevelCompleted), "proven", "unproven"},
	}
}

// values gives the texts of typed words.
func values[T ~string](words []T) []string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = string(word)
	}
	return texts
}
