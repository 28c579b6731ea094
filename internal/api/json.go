package api

import "masthead/internal/kit/strict"

var unsoundKeys = map[string]string{
	"utf8": "api.json_utf8", "deep": "api.json_deep", "parts": "api.json_parts", "surrogate": "api.json_surrogate",
	"twice": "api.json_twice", "grammar": "api.json_grammar",
}

// unsound names what is wrong with JSON (see strict.Unsound) by the key of its words;
// empty when it is sound.
func unsound(data []byte) string { return unsoundKeys[strict.Unsound(data)] }
