package picture

// What tests look at from inside.
var (
	Scale           = scale
	ExifOrientation = exifOrientation
	FullRange       = fullRange
)
