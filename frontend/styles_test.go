package frontend

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette holds the colours of one theme by token name, without the dashes.
type palette map[string]rgb

type rgb [3]float64

var (
	token      = regexp.MustCompile(`--([a-z0-9-]+): (#[0-9A-F]{6});`)
	lightBlock = regexp.MustCompile(`(?s)^:root \{(.*?)\n\}`)
	darkBlock  = regexp.MustCompile(`(?s)\n@media screen and \(prefers-color-scheme: dark\) \{\n  :root \{(.*?)\n  \}`)
)

func palettes(t *testing.T) map[string]palette {
	t.Helper()
	text := style(t, "styles/tokens.css")
	return map[string]palette{
		"light": tokens(t, lightBlock, text),
		"dark":  tokens(t, darkBlock, text),
	}
}

func style(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func tokens(t *testing.T, block *regexp.Regexp, text string) palette {
	t.Helper()
	found := block.FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("tokens.css has no block %s", block)
	}
	colours := palette{}
	for _, match := range token.FindAllStringSubmatch(found[1], -1) {
		colours[match[1]] = parse(t, match[2])
	}
	return colours
}

func parse(t *testing.T, hex string) rgb {
	t.Helper()
	value, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return rgb{float64(value >> 16), float64(value >> 8 & 255), float64(value & 255)}
}

// linear is one sRGB channel as light, 0 to 1 (WCAG 2.2, relative luminance).
func linear(channel float64) float64 {
	c := channel / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func luminance(c rgb) float64 {
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func contrast(a, b rgb) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func TestContrast(t *testing.T) {
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"text", "paper", 7}, {"muted", "paper", 4.5}, {"link", "paper", 4.5}, {"late", "paper", 4.5},
		{"risk", "paper", 4.5},
		{"approved", "paper", 4.5}, {"review", "paper", 4.5}, {"completed", "paper", 4.5}, {"focus", "paper", 3},
		{"outline", "paper", 3},
		{"edge", "paper", 3}, {"edge-soft", "paper", 3}, {"substantial", "paper", 3}, {"hatch", "paper", 3},
		{"withdrawn", "paper", 3},
		{"hatch", "unknown", 3}, {"text", "unknown", 4.5}, {"outline", "unknown", 3}, {"outline", "limited", 3},
		{"outline", "sea", 3},
		{"outline", "land", 3}, {"outline", "late-1", 3}, {"focus", "land", 3}, {"late", "tint-late", 3},
		{"risk", "tint-risk", 3},
		{"text", "tint-neutral", 4.5}, {"muted", "tint-neutral", 4.5}, {"link", "tint-neutral", 4.5},
		{"late", "tint-neutral", 4.5},
		{"approved", "tint-neutral", 4.5}, {"review", "tint-neutral", 4.5}, {"risk", "tint-neutral", 4.5},
		{"link", "tint-info", 4.5},
		{"chip-late", "tint-late", 4.5}, {"chip-risk", "tint-risk", 4.5}, {"chip-review", "tint-review", 4.5},
		{"chip-ok", "tint-ok", 4.5}, {"chip-neutral", "tint-neutral", 4.5}, {"chip-info", "tint-info", 4.5},
	}
	for theme, colours := range palettes(t) {
		for _, pair := range pairs {
			t.Run(pair.front+" "+pair.back, func(t *testing.T) {
				front, back := known(t, colours, pair.front), known(t, colours, pair.back)
				if got := contrast(front, back); got < pair.least {
					t.Errorf("%s: %s on %s is %.2f, want at least %.1f", theme, pair.front, pair.back, got, pair.least)
				}
			})
		}
	}
}

func known(t *testing.T, colours palette, name string) rgb {
	t.Helper()
	colour, ok := colours[name]
	if !ok {
		t.Fatalf("tokens.css has no colour --%s", name)
	}
	return colour
}

// Each colour stands once in a palette, and each palette has all of them.
func TestPalettesHaveTheSameColours(t *testing.T) {
	text := style(t, "styles/tokens.css")
	all := palettes(t)
	if got, want := len(token.FindAllString(text, -1)), len(all["light"])+len(all["dark"]); got != want {
		t.Errorf("got %d colours in tokens.css, want the %d of the two palettes", got, want)
	}
	for name := range all["light"] {
		known(t, all["dark"], name)
	}
	for name := range all["dark"] {
		known(t, all["light"], name)
	}
}

// The four simulations of Machado 2009 at full severity, in linear light, and greyscale.
var sights = map[string][3][3]float64{
	"full colour": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan":      {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan":      {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan":      {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	"greyscale":   {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

func TestLevelsCanBeToldApart(t *testing.T) {
	ramps := [][]string{
		{"not-started", "limited", "substantial", "completed"},
		{"not-started", "late-1", "late-2", "late-3"},
	}
	const least = 11.95 // visual.md prints 12.0 for the worst pair
	for theme, colours := range palettes(t) {
		for sight, matrix := range sights {
			for _, ramp := range ramps {
				for i, a := range ramp {
					for _, b := range ramp[i+1:] {
						if got := difference(
							lab(known(t, colours, a), matrix), lab(known(t, colours, b), matrix),
						); got < least {
							t.Errorf("%s, %s: %s and %s differ by %.1f, want 12", theme, sight, a, b, got)
						}
					}
				}
			}
		}
	}
}

// lab is a colour as seen, in CIELAB under D65.
func lab(c rgb, sight [3][3]float64) [3]float64 {
	light := [3]float64{linear(c[0]), linear(c[1]), linear(c[2])}
	seen := times(sight, light)
	for i := range seen {
		seen[i] = min(1, max(0, seen[i]))
	}
	xyz := times([3][3]float64{
		{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041},
	}, seen)
	x, y, z := bend(xyz[0]/0.95047), bend(xyz[1]), bend(xyz[2]/1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func times(m [3][3]float64, v [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

func bend(t float64) float64 {
	if t > 216.0/24389 {
		return math.Cbrt(t)
	}
	return (24389.0/27*t + 16) / 116
}

// difference is CIEDE2000 (Sharma, Wu, Dalal 2005) with all weights 1.
func difference(a, b [3]float64) float64 {
	c7 := math.Pow((math.Hypot(a[1], a[2])+math.Hypot(b[1], b[2]))/2, 7)
	g := 1 + 0.5*(1-math.Sqrt(c7/(c7+math.Pow(25, 7))))
	chromaA, chromaB := math.Hypot(a[1]*g, a[2]), math.Hypot(b[1]*g, b[2])
	hueA, hueB := hue(a[1]*g, a[2]), hue(b[1]*g, b[2])
	turn := shortest(hueB - hueA)
	if chromaA*chromaB == 0 {
		turn = 0
	}
	meanHue := hueA + turn/2
	if chromaA*chromaB == 0 {
		meanHue = hueA + hueB
	}
	l, c := (a[0]+b[0])/2, (chromaA+chromaB)/2
	weight := 1 - 0.17*cosine(meanHue-30) + 0.24*cosine(2*meanHue) + 0.32*cosine(3*meanHue+6) - 0.20*cosine(
		4*meanHue-63,
	)
	around := math.Mod(meanHue+360, 360)
	rotation := -2 * math.Sqrt(math.Pow(c, 7)/(math.Pow(c, 7)+math.Pow(25, 7))) * math.Sin(
		60*math.Exp(-math.Pow((around-275)/25, 2))*math.Pi/180,
	)
	dl := (b[0] - a[0]) / (1 + 0.015*(l-50)*(l-50)/math.Sqrt(20+(l-50)*(l-50)))
	dc := (chromaB - chromaA) / (1 + 0.045*c)
	dh := 2 * math.Sqrt(chromaA*chromaB) * math.Sin(turn*math.Pi/360) / (1 + 0.015*c*weight)
	return math.Sqrt(dl*dl + dc*dc + dh*dh + rotation*dc*dh)
}

func hue(a, b float64) float64 {
	return math.Mod(math.Atan2(b, a)*180/math.Pi+360, 360)
}

func shortest(turn float64) float64 {
	switch {
	case turn > 180:
		return turn - 360
	case turn < -180:
		return turn + 360
	}
	return turn
}

func cosine(degrees float64) float64 { return math.Cos(degrees * math.Pi / 180) }

// Published pairs of Sharma, Wu and Dalal: the formula has many ways to be nearly right.
func TestDifference(t *testing.T) {
	for _, c := range []struct {
		a, b [3]float64
		want float64
	}{
		{[3]float64{50, 2.6772, -79.7751}, [3]float64{50, 0, -82.7485}, 2.0425},
		{[3]float64{50, 2.5, 0}, [3]float64{73, 25, -18}, 27.1492},
		{[3]float64{60.2574, -34.0099, 36.2677}, [3]float64{60.4626, -34.1751, 39.4387}, 1.2644},
		{[3]float64{50, 0, 0}, [3]float64{50, -1, 2}, 2.3669},
		{[3]float64{2.0776, 0.0795, -1.1350}, [3]float64{0.9033, -0.0636, -0.5514}, 0.9082},
	} {
		if got := difference(c.a, c.b); math.Abs(got-c.want) > 0.0001 {
			t.Errorf("difference(%v, %v) = %.4f, want %.4f", c.a, c.b, got, c.want)
		}
	}
}

// Right to left is the same style sheet: nothing may name a side of the screen.
func TestStylesAreLogical(t *testing.T) {
	physical := regexp.MustCompile(
		`(?:^|[{;\s])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[a-z-]*|` +
			`left|right|top|bottom|float|clear)\s*:|` +
			`text-align:\s*(?:left|right)`,
	)
	files, err := filepath.Glob("styles/*.css")
	if err != nil || len(files) == 0 {
		t.Fatalf("no styles: %v", err)
	}
	for _, file := range files {
		for number, line := range strings.Split(style(t, file), "\n") {
			if found := physical.FindString(line); found != "" {
				t.Errorf("%s:%d: %q names a side; use the logical property", file, number+1, strings.TrimSpace(found))
			}
		}
	}
}

// Who sets letters twice as large sees the layout of a window half as wide, not columns too narrow for words.
func TestBreakPointsGrowWithLetters(t *testing.T) {
	files, err := filepath.Glob("styles/*.css")
	if err != nil || len(files) == 0 {
		t.Fatalf("no styles: %v", err)
	}
	condition := regexp.MustCompile(`@(?:media|container)[^{]*\{`)
	for _, file := range files {
		for _, found := range condition.FindAllString(style(t, file), -1) {
			if regexp.MustCompile(`\d(?:px|rem|pt)\b`).MatchString(found) {
				t.Errorf("%s: %q breaks at a width that is not in em", file, found)
			}
		}
	}
}
