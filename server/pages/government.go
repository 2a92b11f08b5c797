package pages

import "jalons/server/tracker"

// way says as what somebody approved for a government; a federated one is called by its kind.
func (w writer) way(as, government string) string {
	switch {
	case as != "" && as != "state":
		return w.texts.T(w.lang, "way."+as)
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

// federated gives the end of a key whose words call a federated government by its kind.
func federated(government string) string {
	if tracker.Federated(government) {
		return "_government"
	}
	return ""
}
