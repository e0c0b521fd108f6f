// Package wire writes and reads the few small messages of SPIRE's plugin services, field by field, so
// that neither side of a test shares generated code with the plugin under test.
package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Message makes gRPC send exactly these bytes with its standard codec: a message of no known field
// carries every field as an unknown one. The bytes need not be a valid message.
func Message(body []byte) *emptypb.Empty {
	m := new(emptypb.Empty)
	m.ProtoReflect().SetUnknown(body)
	return m
}

// Body returns the bytes of a message received as Message.
func Body(m *emptypb.Empty) []byte { return m.ProtoReflect().GetUnknown() }

// String appends a string, bytes or message field.
func String(body []byte, number protowire.Number, value string) []byte {
	return protowire.AppendString(protowire.AppendTag(body, number, protowire.BytesType), value)
}

// Strings appends a repeated string field.
func Strings(body []byte, number protowire.Number, values []string) []byte {
	for _, value := range values {
		body = String(body, number, value)
	}
	return body
}

// Int32 appends an int32 field; a negative value takes ten bytes, as in every protobuf.
func Int32(body []byte, number protowire.Number, value int32) []byte {
	return protowire.AppendVarint(protowire.AppendTag(body, number, protowire.VarintType), uint64(int64(value)))
}

// Bool appends a bool field.
func Bool(body []byte, number protowire.Number, value bool) []byte {
	return protowire.AppendVarint(protowire.AppendTag(body, number, protowire.VarintType), protowire.EncodeBool(value))
}

// Field is one field of a message: Number for varints and the bits of floats, Text for strings, bytes and messages.
type Field struct {
	ID     protowire.Number
	Number uint64
	Text   string
}

// Fields takes a message apart and fails on anything that is not well-formed.
func Fields(body []byte) ([]Field, error) {
	var fields []Field
	for len(body) > 0 {
		id, kind, size := protowire.ConsumeTag(body)
		if size < 0 {
			return nil, protowire.ParseError(size)
		}
		body = body[size:]
		field := Field{ID: id}
		switch kind {
		case protowire.VarintType:
			field.Number, size = protowire.ConsumeVarint(body)
		case protowire.Fixed32Type:
			var bits uint32
			bits, size = protowire.ConsumeFixed32(body)
			field.Number = uint64(bits)
		case protowire.BytesType:
			field.Text, size = protowire.ConsumeString(body)
		default:
			return nil, fmt.Errorf("field %d has wire type %d, which no message here uses", id, kind)
		}
		if size < 0 {
			return nil, protowire.ParseError(size)
		}
		body = body[size:]
		fields = append(fields, field)
	}
	return fields, nil
}

// Texts returns the values of a repeated string field.
func Texts(body []byte, id protowire.Number) ([]string, error) {
	fields, err := Fields(body)
	if err != nil {
		return nil, err
	}
	texts := []string{}
	for _, field := range fields {
		if field.ID == id {
			texts = append(texts, field.Text)
		}
	}
	return texts, nil
}
