package reader

import "reflect"

// specimen fills a page struct: each text is a word, each number 1, each list has one
// entry, nothing is absent.
func specimen(page any) any {
	v := reflect.New(reflect.TypeOf(page)).Elem()
	fill(v, 0)
	return v.Interface()
}

// fill ends at a depth that no page struct reaches.
func fill(v reflect.Value, depth int) {
	if depth > 8 || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("word")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	}
}
