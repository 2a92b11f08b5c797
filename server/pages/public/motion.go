package public

import (
	"jalons/server/domain"
	"jalons/server/programme"
	"jalons/server/tracker"
)

// motionView is a motion with its invitations counted and named.
type motionView struct {
	programme.Motion
	SponsorName domain.Text
	Half        int // half of the full members of that day, rounded up
	Accepted    int
	Declined    int
	Later       int
	Unanswered  int
	States      []invitationRow
}

// invitationRow is three facts about a state: invitation, answer, and its place in the rollout.
type invitationRow struct {
	programme.Invitation
	Name    domain.Text
	Country *programme.Rollout // nil where it has no place
}

// motionViews names the states; names are in the order that the page lists them.
func motionViews(motions []programme.Motion, rollouts []programme.Rollout, names []tracker.Named) []motionView {
	countries := map[string]*programme.Rollout{}
	for i := range rollouts {
		countries[rollouts[i].State] = &rollouts[i]
	}
	views := make([]motionView, len(motions))
	for i, m := range motions {
		views[i] = motionView{Motion: m, Half: (m.Members + 1) / 2}
		views[i].count()
		for _, name := range names {
			if name.Code == m.Sponsor {
				views[i].SponsorName = name.Name
			}
			for _, invitation := range m.Answers {
				if invitation.State == name.Code {
					views[i].States = append(
						views[i].States, invitationRow{invitation, name.Name, countries[name.Code]},
					)
				}
			}
		}
	}
	return views
}

func (m *motionView) count() {
	for _, invitation := range m.Answers {
		switch invitation.Answer {
		case "accepted":
			m.Accepted++
		case "declined":
			m.Declined++
		case "later":
			m.Later++
		default:
			m.Unanswered++
		}
	}
}
