package sharecard

import (
	"fmt"
	"strconv"
	"strings"
)

// numbers reads the numbers of a list as SVG writes them: "1-2.5.5" is three.
type numbers struct{ rest string }

func (n *numbers) next() (float64, bool) {
	n.rest = strings.TrimLeft(n.rest, " ,\t\r\n")
	end, dot, exp := 0, false, false
scan:
	for end < len(n.rest) {
		c := n.rest[end]
		switch {
		case c >= '0' && c <= '9':
		case (c == '-' || c == '+') && (end == 0 || n.rest[end-1] == 'e' || n.rest[end-1] == 'E'):
		case c == '.' && !dot && !exp:
			dot = true
		case (c == 'e' || c == 'E') && end > 0 && !exp:
			exp = true
		default:
			break scan
		}
		end++
	}
	v, err := strconv.ParseFloat(n.rest[:end], 64)
	if err != nil {
		return 0, false
	}
	n.rest = n.rest[end:]
	return v, true
}

// operands is how many numbers each command of a path takes.
var operands = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'Z': 0}

// pen is where a path stands while it is read.
type pen struct {
	shape
	x, y, startX, startY float64
	controlX, controlY   float64 // of the curve before
	before               byte    // the command before
}

// parsePath reads the d of a path (SVG 2, section 9.3). Arcs are not read.
func parsePath(d string) (shape, error) {
	n, p := numbers{d}, &pen{}
	command := byte(0)
	for {
		n.rest = strings.TrimLeft(n.rest, " ,\t\r\n")
		if n.rest == "" {
			return p.shape, nil
		}
		if c := n.rest[0]; c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			command, n.rest = c, n.rest[1:]
		} else if command == 0 || command == 'Z' || command == 'z' {
			return nil, fmt.Errorf("sharecard: the mark has a path that goes on after its end")
		}
		upper := command &^ 0x20
		count, ok := operands[upper]
		if !ok {
			return nil, fmt.Errorf("sharecard: the mark has a path with %q", command)
		}
		var a [6]float64
		for i := range count {
			if a[i], ok = n.next(); !ok {
				return nil, fmt.Errorf("sharecard: the mark has a path that breaks off")
			}
		}
		if len(p.shape) >= maxSteps {
			return nil, fmt.Errorf("sharecard: the mark has more than %d steps", maxSteps)
		}
		p.take(upper, a, command != upper)
		if upper == 'M' { // what follows a move without a command are lines
			command = command - 'M' + 'L'
		}
	}
}

// take carries out one command.
func (p *pen) take(op byte, a [6]float64, relative bool) {
	if relative {
		for i := range a {
			switch {
			case op == 'V' || op != 'H' && i%2 == 1:
				a[i] += p.y
			default:
				a[i] += p.x
			}
		}
	}
	mirrorX, mirrorY := 2*p.x-p.controlX, 2*p.y-p.controlY
	if op == 'S' && p.before != 'C' && p.before != 'S' || op == 'T' && p.before != 'Q' && p.before != 'T' {
		mirrorX, mirrorY = p.x, p.y
	}
	switch op {
	case 'M':
		p.add('M', a[0], a[1])
		p.startX, p.startY = a[0], a[1]
	case 'L':
		p.add('L', a[0], a[1])
	case 'H':
		p.add('L', a[0], p.y)
	case 'V':
		p.add('L', p.x, a[0])
	case 'C':
		p.add('C', a[:]...)
	case 'S':
		p.add('C', mirrorX, mirrorY, a[0], a[1], a[2], a[3])
	case 'Q':
		p.add('Q', a[:4]...)
	case 'T':
		p.add('Q', mirrorX, mirrorY, a[0], a[1])
	case 'Z':
		p.shape = append(p.shape, step{op: 'Z'})
		p.x, p.y = p.startX, p.startY
	}
	p.before = op
}

// add draws a step, whose last point is where the pen stands next.
func (p *pen) add(op byte, args ...float64) {
	s := step{op: op}
	copy(s.args[:], args)
	p.shape = append(p.shape, s)
	n := len(args)
	p.x, p.y = args[n-2], args[n-1]
	if n >= 4 {
		p.controlX, p.controlY = args[n-4], args[n-3]
	}
}
