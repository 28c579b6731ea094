package body_test

import "masthead/internal/kit/fault"

// keyOf is the words key of a fault, or the text of another error.
func keyOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	return err.Error()
}
