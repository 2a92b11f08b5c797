package api

import (
	"context"
	"fmt"

	"github.com/gin-gonic/gin"

	"jalons/server/account"
	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/ledger"
	"jalons/server/tracker"
	"jalons/server/web"
)

type reportFilter struct {
	State string `query:"state" validate:"omitempty,code" doc:"reports of this government"`
}

func (e endpoints) reports(ctx context.Context, filter reportFilter, page Paging) (List[tracker.StoredReport], error) {
	items, count, err := e.Reports(
		ctx, tracker.ReportFilter{State: filter.State}, domain.Page{Limit: page.Limit + 1, After: page.After},
	)
	if err != nil {
		return List[tracker.StoredReport]{}, err
	}
	return paged(items, count, page.Limit, func(r tracker.StoredReport) string { return r.Code }), nil
}

type reportIn struct {
	Code string `path:"code" validate:"key" doc:"code of the report"`
}

// report hands a report out byte by byte, so that everybody computes the sum that the printed page carries.
func (reg *Registry) report(c *gin.Context, e endpoints) error {
	var in reportIn
	if err := reg.binder.Bind(c, &in); err != nil {
		return err
	}
	kept, content, err := e.Report(c.Request.Context(), in.Code)
	if err != nil {
		return err
	}
	reg.send(c, web.Public, content, kept.Demonstration)
	return nil
}

type reportOfIn struct {
	State string `body:"state" validate:"required,code" doc:"code of the government"`
}

type reportOut struct {
	Report string `json:"report" doc:"code of the report: that of the last one where it says the same"`
}

func (e workEndpoints) generateReport(ctx context.Context, c ledger.Request, in reportOfIn) (reportOut, error) {
	code, err := e.GenerateReport(ctx, c, in.State)
	return reportOut{code}, err
}

type documentsOut struct {
	Items []tracker.Document `json:"items" doc:"signed documents, those that wait for a second member of staff first"`
}

func (e workEndpoints) documents(ctx context.Context, p *account.Person, _ None) (out documentsOut, err error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return out, err
	}
	out.Items, err = e.Documents(ctx, rights)
	return out, err
}

func (e workEndpoints) document(ctx context.Context, p *account.Person, in idIn) (*tracker.DocumentDetail, error) {
	rights, err := e.Rights(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return e.Document(ctx, rights, in.ID)
}

type documentIn struct {
	State      string      `body:"state" validate:"omitempty,code" doc:"code of the government that signed; that of the report where one was"`
	Report     string      `body:"report" validate:"omitempty,key" doc:"code of the report that was signed; not given for a letter or another document"`
	Signatory  string      `body:"signatory" validate:"required,max=200" doc:"function of who signed, never a name"`
	SignedOn   string      `body:"signed_on" validate:"required,day" doc:"day of the signature"`
	Statements []readIn    `body:"statements" validate:"max=300,dive" doc:"what a letter approves; a report approves what it lists"`
	File       *web.Upload `file:"file" doc:"the signed document, as PDF or picture"`
}

func (e workEndpoints) addDocument(ctx context.Context, c ledger.Request, in documentIn) (tracker.Signed, error) {
	n := tracker.NewDocument{
		State: in.State, Report: in.Report, Signatory: in.Signatory, SignedOn: domain.Day(in.SignedOn),
	}
	for _, s := range in.Statements {
		n.Statements = append(n.Statements, tracker.Read{
			Statement: s.Statement, Code: fmt.Sprint(s.Statement), Hash: s.Hash,
		})
	}
	var err error
	if n.File, err = e.fileOf(ctx, in.File); err != nil {
		return tracker.Signed{}, err
	}
	return ledger.WriteAs(ctx, e.Ledger, c, func(w *ledger.Writer) (tracker.Signed, error) {
		return tracker.AddDocument(ctx, w, n)
	})
}

// fileOf takes a file that was sent; none is no error.
func (e workEndpoints) fileOf(ctx context.Context, u *web.Upload) (*files.NewFile, error) {
	if u == nil {
		return nil, nil
	}
	return e.files.Keep(ctx, u.Name, u.File)
}

func (e workEndpoints) confirmDocument(ctx context.Context, w *ledger.Writer, in idIn) (tracker.Signed, error) {
	return tracker.ConfirmDocument(ctx, w, in.ID)
}

type refuseIn struct {
	ID     int64  `path:"id" validate:"gte=1" doc:"number of the document"`
	Reason string `body:"reason" validate:"required,max=400" lines:"yes" doc:"why"`
}

func (e workEndpoints) refuseDocument(ctx context.Context, w *ledger.Writer, in refuseIn) (doneOut, error) {
	return doneOut{in.ID}, tracker.RefuseDocument(ctx, w, in.ID, in.Reason)
}
