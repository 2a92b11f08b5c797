package pages

import (
	"jalons/server/domain"
	"jalons/server/tracker"
)

// attainmentBar lays out a year's actual, what is declared beyond it, the first target as a hollow
// tick and the target in force as a tick, on a scale from nought to top cities.
func attainmentBar(y tracker.RolloutYear, top int) bullet {
	if top == 0 {
		return nil
	}
	whole, actual := float64(top), known(y.Actual)
	var parts bullet
	if actual > 0 {
		parts = append(parts, segment{string(domain.LevelCompleted), share(0, whole), share(actual, whole)})
	}
	if beyond := known(y.Declared) - actual; beyond > 0 {
		parts = append(parts, segment{"declared", share(actual, whole), share(beyond, whole)})
	}
	return append(
		parts, segment{Class: "first", X: share(y.FirstTarget, whole)},
		segment{Class: "tick", X: share(y.Target, whole)},
	)
}

// known is a number, nought where there is none.
func known(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
