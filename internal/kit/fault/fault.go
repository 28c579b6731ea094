package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure happened; each face decides what that means
// for it (a status, an exit code).
type Kind uint8

// The seven kinds. Other is an unclassified failure: always our own fault.
const (
	Other     Kind = iota // not foreseen: a defect or a broken machine
	Invalid               // what was given cannot be accepted; giving it again changes nothing
	NotFound              // it is not there, or the asker may not know that it is
	Forbidden             // the asker may know of it, but not do this
	Conflict              // somebody else changed it, or a gate holds it
	Gone                  // it was there and was taken away for good
	Busy                  // try again later
)

var kindNames = [...]string{"other", "invalid", "not found", "forbidden", "conflict", "gone", "busy"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Fault is a classified failure. Key names a sentence in the words catalogue;
// Args fill its places. Field names the form field or record part it belongs to.
type Fault struct {
	Kind  Kind
	Key   string
	Field string
	Args  map[string]any

	cause error
}

// New makes a fault of a kind, whose sentence for people stands under key.
func New(kind Kind, key string) *Fault { return &Fault{Kind: kind, Key: key} }

// With fills the place {name} of the sentence.
func (f *Fault) With(name string, value any) *Fault {
	if f.Args == nil {
		f.Args = map[string]any{}
	}
	f.Args[name] = value
	return f
}

// In says which field the fault belongs to.
func (f *Fault) In(field string) *Fault { f.Field = field; return f }

// Because keeps the underlying error for the log; people never see it.
func (f *Fault) Because(err error) *Fault { f.cause = err; return f }

// Error is the text for the log.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Kind.String())
	b.WriteString(": ")
	b.WriteString(f.Key)
	if f.Field != "" {
		b.WriteString(" in " + f.Field)
	}
	for name, v := range f.Args {
		fmt.Fprintf(&b, " %s=%v", name, v)
	}
	if f.cause != nil {
		b.WriteString(": " + f.cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (f *Fault) Unwrap() error { return f.cause }

// KindOf is the kind of the outermost fault in err, Other if there is none.
func KindOf(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return Other
}

// As finds the outermost fault in err.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Wrap adds where a failure happened to *errp, for the log; use it deferred.
// It changes neither the kind nor the sentence for people.
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}
