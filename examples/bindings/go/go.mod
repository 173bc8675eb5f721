module attune

go 1.19
