package pages

import (
	"strconv"
	"strings"

	"jalons/server/account"
	"jalons/server/desk"
	"jalons/server/domain"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/web"
)

// membersData is everybody, with the states that nobody speaks for on top.
type membersData struct {
	Members []desk.Member
	Unheard []desk.WithoutLiaison
	Roles   []account.Role
	Text    string
	Said    *flash
	Key     string
}

type membersPage struct {
	Text string `query:"q" validate:"max=100"`
	Said string `query:"said" validate:"omitempty,oneof=hired closed"`
}

func (p *Pages) members(v visit, in membersPage) (*page, error) {
	data := membersData{Text: in.Text}
	if in.Said != "" {
		data.Said = &flash{Good: true, Words: p.texts.T(v.lang, "member.said_"+in.Said)}
	}
	return p.membersWith(v, data)
}

func (p *Pages) membersWith(v visit, data membersData) (*page, error) {
	var err error
	if data.Members, err = p.desk.Members(v, data.Text); err != nil {
		return nil, err
	}
	if data.Unheard, err = p.desk.StatesWithoutLiaison(v); err != nil {
		return nil, err
	}
	data.Roles, data.Key = account.Roles(), newKey()
	return &page{
		Template: "members", Section: "people", Path: "/accounts", Title: p.texts.T(v.lang, "member.title"),
		Description: p.texts.T(v.lang, "member.title"), Data: data,
	}, nil
}

type accountForm struct {
	Email    string `form:"email" validate:"max=254"`
	Name     string `form:"name" validate:"max=200"`
	Role     string `form:"role" validate:"max=20"`
	Language string `form:"language" validate:"max=2"`
	States   string `form:"states" validate:"max=400"`
	French   string `form:"institution_fr" validate:"max=200"`
	English  string `form:"institution_en" validate:"max=200"`
	Arabic   string `form:"institution_ar" validate:"max=200"`
	Key      string `form:"key" validate:"max=200"`
}

// addAccount adds an account and sends its person a one-time code.
func (p *Pages) addAccount(v visit, in accountForm) (*page, error) {
	states := strings.FieldsFunc(in.States, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	asked := in
	asked.Key = ""
	account := tracker.NewAccount{
		Email: in.Email, Name: in.Name, Language: in.Language, Role: in.Role,
		Institution: domain.TextOf(in.Language, in.French, in.English, in.Arabic),
	}
	err := p.write(v, in.Key, asked, func(w *ledger.Writer) error {
		_, err := tracker.Hire(v, w, account, states)
		return err
	})
	code := ""
	if err == nil {
		code, err = p.sendInvitation(v, in.Email)
	}
	if err == nil && code != "" {
		return p.membersWith(v, membersData{Said: p.codeSaid(v, in.Email, code)})
	}
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/accounts?said=hired"}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.membersWith(v, membersData{Said: wrong}) })
}

// sendInvitation gives the code only where no mail takes it to its reader.
func (p *Pages) sendInvitation(v visit, email string) (string, error) {
	code, err := web.Inviter{People: p.guard.People, Texts: p.texts, Origin: p.about.Origin}.Invite(v, v.person, email)
	if p.about.Mails {
		code = ""
	}
	return code, err
}

// codeSaid shows a one-time code to the administrator, this once: no mail server takes it to its reader.
func (p *Pages) codeSaid(v visit, email, code string) *flash {
	return &flash{Good: true, Words: p.texts.T(
		v.lang, "member.code", "email", email, "code", code, "address", p.about.Origin+"/"+v.lang+"/code",
	)}
}

// memberData is one account with what it may do.
type memberData struct {
	*desk.Member
	Capacities []string
	Said       *flash
	Key        string
	Today      domain.Day
}

type memberPage struct {
	ID   int64  `path:"id" validate:"gte=1"`
	Said string `query:"said" validate:"omitempty,oneof=appointed ended invited renamed"`
}

func (p *Pages) member(v visit, in memberPage) (*page, error) {
	var done *flash
	if in.Said != "" {
		done = &flash{Good: true, Words: p.texts.T(v.lang, "member.said_"+in.Said)}
	}
	return p.memberWith(v, in.ID, done)
}

func (p *Pages) memberWith(v visit, id int64, done *flash) (*page, error) {
	m, err := p.desk.Member(v, id)
	if err != nil {
		return nil, err
	}
	data := memberData{
		Member: m, Capacities: []string{"liaison", "alternate", "countersigner"}, Said: done, Key: newKey(),
		Today: p.desk.Today(),
	}
	return &page{
		Template: "member", Section: "people", Path: "/accounts/" + strconv.FormatInt(id, 10), Title: m.Name,
		Description: m.Name, Data: data,
	}, nil
}

// memberDone leads back to an account's page, or shows what is wrong above it.
func (p *Pages) memberDone(v visit, id int64, done string, err error) (*page, error) {
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/accounts/" + strconv.FormatInt(id, 10) + "?said=" + done}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.memberWith(v, id, wrong) })
}

type namesForm struct {
	ID      int64  `path:"id" validate:"gte=1"`
	Name    string `form:"name" validate:"max=200"`
	French  string `form:"institution_fr" validate:"max=200"`
	English string `form:"institution_en" validate:"max=200"`
	Arabic  string `form:"institution_ar" validate:"max=200"`
	Key     string `form:"key" validate:"max=200"`
}

func (p *Pages) rename(v visit, in namesForm) (*page, error) {
	asked := in
	asked.Key = ""
	institution := domain.TextOf("fr", in.French, in.English, in.Arabic)
	return p.memberDone(
		v, in.ID, "renamed", p.write(v, in.Key, asked, func(w *ledger.Writer) error {
			return tracker.RenameAccount(v, w, in.ID, in.Name, institution)
		}),
	)
}

type rightForm struct {
	ID       int64  `path:"id" validate:"gte=1"`
	State    string `form:"state" validate:"omitempty,code"`
	Capacity string `form:"capacity" validate:"omitempty,capacity"`
	From     string `form:"from" validate:"omitempty,day"`
	Until    string `form:"until" validate:"omitempty,day"`
	Reason   string `form:"reason" validate:"max=400"`
	Key      string `form:"key" validate:"max=200"`
}

// addRight gives a mandate where a capacity is named, else a scope.
func (p *Pages) addRight(v visit, in rightForm) (*page, error) {
	asked := in
	asked.Key = ""
	caller := p.caller(v, in.Key, asked)
	m := tracker.NewMandate{
		Account: in.ID, State: in.State, Capacity: in.Capacity, From: domain.Day(in.From),
		Until: domain.Day(in.Until),
	}
	return p.memberDone(v, in.ID, "appointed", ledger.Perform(v, p.desk.Ledger, caller, func(w *ledger.Writer) error {
		return desk.AddRight(v, w, m, in.Reason)
	}))
}

type endRightForm struct {
	ID     int64  `path:"id" validate:"gte=1"`
	Kind   string `form:"kind" validate:"appointment"`
	Office int64  `form:"right" default:"0" validate:"gte=1"`
	Key    string `form:"key" validate:"max=200"`
}

func (p *Pages) endRight(v visit, in endRightForm) (*page, error) {
	return p.memberDone(v, in.ID, "ended", p.write(v, in.Key, []any{in.Kind, in.Office}, func(w *ledger.Writer) error {
		return desk.EndRight(v, w, in.Kind, in.Office)
	}))
}

type memberForm struct {
	ID  int64  `path:"id" validate:"gte=1"`
	Key string `form:"key" validate:"max=200"`
}

func (p *Pages) inviteAgain(v visit, in memberForm) (*page, error) {
	m, err := p.desk.Member(v, in.ID)
	code := ""
	if err == nil {
		code, err = p.sendInvitation(v, m.Email)
	}
	if err == nil && code != "" {
		return p.memberWith(v, in.ID, p.codeSaid(v, m.Email, code))
	}
	return p.memberDone(v, in.ID, "invited", err)
}

func (p *Pages) closeAccount(v visit, in memberForm) (*page, error) {
	err := p.write(v, in.Key, in.ID, func(w *ledger.Writer) error {
		return tracker.Dismiss(v, w, in.ID)
	})
	if err == nil {
		return nil, seeOther{"/" + v.lang + "/accounts?said=closed"}
	}
	return p.again(v, err, func(wrong *flash) (*page, error) { return p.memberWith(v, in.ID, wrong) })
}

// impersonate shows the program as somebody sees it who has the account, to read only.
func (p *Pages) impersonate(v visit, in memberForm) (*page, error) {
	err := p.guard.People.Impersonate(v, v.person, in.ID, web.RequestID(v))
	if err != nil {
		return p.memberDone(v, in.ID, "", err)
	}
	m, err := p.desk.Member(v, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, seeOther{"/" + v.lang + homeOf(account.Role(m.Role))}
}

func (p *Pages) endImpersonation(v visit, _ nothing) (*page, error) {
	if err := p.guard.People.EndImpersonation(v, v.person, web.RequestID(v)); err != nil {
		return nil, err
	}
	if v.person.By == nil {
		return nil, seeOther{"/" + v.lang + "/account"}
	}
	return nil, seeOther{"/" + v.lang + "/accounts/" + strconv.FormatInt(v.person.ID, 10)}
}

type auditLogData struct {
	Acts     []desk.AuditEntry
	Refusals []refused
	Text     string
	Next     string
}

// refused is a row of refusals with its reason in words.
type refused struct {
	desk.Refusal
	Why string
}

// refusals are shown above the newest acts only.
func (p *Pages) refusals(v visit, in auditLogPage) ([]refused, error) {
	if in.Before != 0 {
		return nil, nil
	}
	rows, err := p.desk.Refusals(v, in.Text)
	list := make([]refused, len(rows))
	for i, row := range rows {
		list[i] = refused{row, p.texts.T(v.lang, "error."+row.Code)}
	}
	return list, err
}

type auditLogPage struct {
	Text   string `query:"q" validate:"max=100"`
	Before int64  `query:"before" default:"0" validate:"gte=0"`
}

func (p *Pages) auditLog(v visit, in auditLogPage) (*page, error) {
	acts, err := p.desk.AuditLog(v, in.Text, in.Before)
	if err != nil {
		return nil, err
	}
	data := auditLogData{Acts: acts, Text: in.Text}
	if data.Refusals, err = p.refusals(v, in); err != nil {
		return nil, err
	}
	if len(acts) == 100 {
		data.Next = query("q", in.Text, "before", strconv.FormatInt(acts[len(acts)-1].ID, 10))
	}
	return &page{
		Template: "audit_log", Section: "people", Path: "/audit-log", Title: p.texts.T(v.lang, "act.title"),
		Description: p.texts.T(v.lang, "act.title"), Data: data,
	}, nil
}

type mailsData struct{ Mails []desk.Mail }

func (p *Pages) mails(v visit, _ nothing) (*page, error) {
	list, err := p.desk.Mails(v)
	if err != nil {
		return nil, err
	}
	return &page{
		Template: "mails", Section: "people", Path: "/mails", Title: p.texts.T(v.lang, "outbox.title"),
		Description: p.texts.T(v.lang, "outbox.title"), Data: mailsData{list},
	}, nil
}
