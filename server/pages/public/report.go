package public

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/boombuler/barcode/qr"

	"jalons/server/pages/render"
	"jalons/server/tracker"
)

// reportData is a state's report as it was drawn up, to be printed and signed.
type reportData struct {
	*tracker.Report
	Kept    *tracker.StoredReport
	Address string // where anybody finds the report
	Command string // what gives the sum of its content again
	Picture template.HTML
}

type reportPage struct {
	Code string `path:"code" validate:"key"`
}

func (p *Public) report(r render.Request, in reportPage) (*render.Page, error) {
	kept, content, err := p.Tracker.Report(r, in.Code)
	if err != nil {
		return nil, err
	}
	said, err := tracker.ReadReport(content)
	if err != nil {
		return nil, err
	}
	data := reportData{Report: said, Kept: kept, Address: p.About.Origin + "/" + r.Lang + "/reports/" + kept.Code}
	data.Command = "curl -s " + p.About.Origin + "/api/v1/reports/" + kept.Code + " | sha256sum"
	if data.Picture, err = square(data.Address); err != nil {
		return nil, err
	}
	name, _ := said.Name.Pick(r.Lang)
	title := p.Texts.T(r.Lang, "report.title"+render.Federated(said.State), "state", name)
	crumbs := []render.Crumb{{Name: name, Path: "/" + r.Lang + "/states/" + said.State}, {Name: kept.Code}}
	return &render.Page{
		Template: "report", Section: "map", Title: title, Description: title, Crumbs: crumbs, Data: data,
	}, nil
}

// square draws an address as a QR code, one path of unit squares with the quiet zone of four around it.
func square(address string) (template.HTML, error) {
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("picture of an address: %w", err)
	}
	const quiet = 4
	side := code.Bounds().Dx()
	var path strings.Builder
	for y := range side {
		for x := range side {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return template.HTML(fmt.Sprintf(
		`<svg class="square" viewBox="0 0 %[1]d %[1]d" aria-hidden="true">`+
			`<path d="M0 0h%[1]dv%[1]dH0z" fill="#fff"/><path d="%[2]s" fill="#000"/></svg>`,
		side+2*quiet, path.String(),
	)), nil
}
