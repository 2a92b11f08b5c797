package programme

import (
	"context"

	"jalons/server/domain"
	"jalons/server/ledger"
)

// NewMotion is a motion put to a Summit by a full member.
type NewMotion struct {
	Code      string `validate:"required,max=80"`
	Programme string `validate:"required"`
	Title     domain.Text
	Body      domain.Text
	Summit    domain.Text
	HeldOn    domain.Day `validate:"required"`
	Sponsor   string     `validate:"required"`
	AdoptedOn domain.Day
}

// AddMotion adds a motion; its sponsor is a full member on the day of the Summit.
func AddMotion(ctx context.Context, w *ledger.Writer, m NewMotion) error {
	if err := domain.CheckShape(m); err != nil {
		return err
	}
	err := w.ExecOrMissing(ctx, "member", m.Sponsor, `-- programme.AddMotion
		insert into motions (code, programme_code, title, body, summit, held_on, sponsor_code, adopted_on)
		select $1, $2, $3, $4, $5, $6, s.state_code, $8 from standing_on($6) s
		where s.state_code = $7 and s.status = 'member'`,
		m.Code, m.Programme, m.Title, m.Body, m.Summit, m.HeldOn, m.Sponsor, m.AdoptedOn)
	return notMember(err, "sponsor")
}

// InviteToMotion records the invitation of a full member of the Summit's day to join after a motion.
func InviteToMotion(ctx context.Context, w *ledger.Writer, motion, state string, on domain.Day) error {
	err := w.ExecOrMissing(ctx, "member", state, `-- programme.InviteToMotion
		insert into invitations (motion_code, state_code, invited_on)
		select m.code, s.state_code, $3 from motions m, standing_on(m.held_on) s
		where m.code = $1 and s.state_code = $2 and s.status = 'member'`, motion, state, on)
	return notMember(err, "state")
}

// NewAnswer is a state's answer to its invitation.
type NewAnswer struct {
	Motion string     `validate:"required"`
	State  string     `validate:"required"`
	Answer string     `validate:"answer"`
	On     domain.Day `validate:"required"`
}

// AnswerMotion records a state's answer to its invitation.
func AnswerMotion(ctx context.Context, w *ledger.Writer, a NewAnswer) error {
	if err := domain.CheckShape(a); err != nil {
		return err
	}
	return w.ExecOrMissing(ctx, "invitation", a.State, `-- programme.AnswerMotion
		insert into answers (motion_code, state_code, answer, answered_on)
		select motion_code, state_code, $3, $4 from invitations where motion_code = $1 and state_code = $2`,
		a.Motion, a.State, a.Answer, a.On)
}

// notMember tells that a state is not a full member on the day of the Summit.
func notMember(err error, field string) error {
	if domain.KindOf(err) != domain.Missing {
		return err
	}
	return &domain.Error{Kind: domain.Rule, Code: "not_a_full_member", Field: field, Err: err}
}
