"""The staff's acts for programs, at `/api/v1`: JSON in, JSON out, with a personal token of the person they act for.

`operations`: what an operation is, declared once at the method that does it. `fields`: kinds of fields of its models.
`document`: the OpenAPI document that is made from all that. `paging`: cursors.
`bearer`: whose token it is. `calls`: reading a request by its operation, and writing its answer.
`views`: the blueprint.
The files named for a noun have the operations about it, and their models.
"""
