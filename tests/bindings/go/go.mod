module send

go 1.19

require attune v0.0.0

replace attune => ../../../examples/bindings/go
