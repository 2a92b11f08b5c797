package charts

import (
	"jalons/server/domain"
	"jalons/server/programme"
)

// AttainmentBar lays out a year's actual, what is declared beyond it, the first target as a hollow
// tick and the target in force as a tick, on a scale from nought to top cities.
func AttainmentBar(y programme.RolloutYear, top int) Bullet {
	if top == 0 {
		return nil
	}
	whole, actual := float64(top), Known(y.Actual)
	var parts Bullet
	if actual > 0 {
		parts = append(parts, segment{string(domain.LevelCompleted), share(0, whole), share(actual, whole)})
	}
	if beyond := Known(y.Declared) - actual; beyond > 0 {
		parts = append(parts, segment{"declared", share(actual, whole), share(beyond, whole)})
	}
	return append(
		parts, segment{Class: "first", X: share(y.FirstTarget, whole)},
		segment{Class: "tick", X: share(y.Target, whole)},
	)
}

// Known is a number, nought where there is none.
func Known(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
