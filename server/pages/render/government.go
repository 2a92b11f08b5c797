package render

import "jalons/server/tracker"

// way says as what somebody approved for a government; a federated one is called by its kind.
func (w writer) way(as, government string) string {
	switch {
	case as != "" && as != "state":
		return w.byKind("way."+as, government)
	case tracker.Federated(government):
		return w.texts.T(w.lang, "way.government")
	}
	return w.texts.T(w.lang, "way.state")
}

// speaker says who declares something about a government.
func (w writer) speaker(who, government string) string {
	if who == "state" && tracker.Federated(government) {
		return w.texts.T(w.lang, "speaker.government")
	}
	return w.texts.T(w.lang, "speaker."+who)
}

// role says in which role somebody acted for a government.
func (w writer) role(who, government string) string { return w.byKind("role."+who, government) }

// trust says how a level of a government is known.
func (w writer) trust(how, government string) string {
	if how == "approved" {
		return w.way("", government)
	}
	return w.texts.T(w.lang, "trust."+how)
}

// byKind gives a text that may have words of its own for a federated government.
func (w writer) byKind(key, government string) string {
	if own := key + Federated(government); w.texts.Has(w.lang, own) {
		return w.texts.T(w.lang, own)
	}
	return w.texts.T(w.lang, key)
}

// Federated gives the end of a key whose words call a federated government by its kind.
func Federated(government string) string {
	if tracker.Federated(government) {
		return "_government"
	}
	return ""
}
