package charts

import (
	"encoding/json"
	"fmt"
	"math"
	"sort"

	"jalons/server/tracker"
)

// Shapes is map/shapes.json: Equal Earth paths by state code, and circles for what is too small.
type Shapes struct {
	ViewBox [4]float64         `json:"viewBox"`
	Others  string             `json:"others"`
	Shapes  map[string]string  `json:"shapes"`
	Circles map[string]Circle  `json:"circles"`
	Regions map[string]zoom    `json:"regions"`
	Insets  map[string]*Shapes `json:"insets"`
}

// Circle stands for a territory that is too small to see, with a leader to where it lies if it was
// moved; above the zoom Until its outline is large enough to do without.
type Circle struct {
	X     float64  `json:"x"`
	Y     float64  `json:"y"`
	R     float64  `json:"r"`
	Hit   float64  `json:"hit"`
	AX    *float64 `json:"ax"`
	AY    *float64 `json:"ay"`
	Until *float64 `json:"until"`
}

// zoom is the part of the map that shows a region.
type zoom struct {
	ViewBox [4]float64 `json:"viewBox"`
	Outside []string   `json:"outside"`
}

// ReadShapes reads map/shapes.json.
func ReadShapes(raw []byte) (*Shapes, error) {
	s := &Shapes{}
	if err := json.Unmarshal(raw, s); err != nil {
		return nil, fmt.Errorf("map: %w", err)
	}
	return s, nil
}

// MapPicture is the map filled with one measure.
type MapPicture struct {
	ViewBox string
	Scale   float64 // of the hatch, so that it looks the same however near the map is
	Others  string
	Land    []string // outlines of governments that the picture does not speak of
	Shapes  []mapShape
	Circles []mapCircle
}

// mapShape is a state's outline with the class of its measure.
type mapShape struct {
	State tracker.State
	Class string
	Path  string
}

// mapCircle is a state's circle; Named says that no outline bears its name already.
type mapCircle struct {
	State tracker.State
	Class string
	Circle
	Named  bool
	Hidden bool
}

// frame is what a picture shows: a window on the map, and the one region it speaks of, or all.
type frame struct {
	box    [4]float64
	region string
}

// frameOf gives the window of a region, and the whole world for none.
func (s *Shapes) frameOf(region string) frame {
	if z, ok := s.Regions[region]; ok {
		return frame{z.ViewBox, region}
	}
	return frame{s.ViewBox, region}
}

// Window gives the part of the map that shows a region, as the view box of a drawing.
func (s *Shapes) Window(region string) string { return box(s.frameOf(region).box) }

// Picture fills the map of a region, and of the whole world for none, with a measure of each state.
func (s *Shapes) Picture(states []tracker.State, measure, region string) *MapPicture {
	f := s.frameOf(region)
	near := s.ViewBox[2] / f.box[2]
	m := &MapPicture{ViewBox: box(f.box), Scale: rounded(1 / near), Others: s.Others}
	for _, state := range states {
		path, shaped := s.Shapes[state.Code]
		if f.region != "" && state.Region != f.region {
			if shaped {
				m.Land = append(m.Land, path)
			}
			continue
		}
		class := ClassOf(state, measure)
		if shaped {
			m.Shapes = append(m.Shapes, mapShape{state, class, path})
		}
		if c, ok := s.Circles[state.Code]; ok {
			m.Circles = append(m.Circles, mapCircle{
				state, class, c.at(near), !shaped, c.Until != nil && *c.Until <= near,
			})
		}
	}
	sort.SliceStable(m.Shapes, func(i, j int) bool { return m.Shapes[i].State.Region < m.Shapes[j].State.Region })
	return m
}

func box(b [4]float64) string { return fmt.Sprintf("%g %g %g %g", b[0], b[1], b[2], b[3]) }

// at gives the circle as it stands on a map that many times as near: as large on the screen as
// before, and nearer to its place.
func (c Circle) at(near float64) Circle {
	ax, ay := c.X, c.Y
	if c.AX != nil && c.AY != nil {
		ax, ay = *c.AX, *c.AY
	}
	c.X, c.Y = rounded(ax+(c.X-ax)/near), rounded(ay+(c.Y-ay)/near)
	c.R, c.Hit = rounded(c.R/near), rounded(c.Hit/near)
	return c
}

func rounded(n float64) float64 { return math.Round(n*100) / 100 }
