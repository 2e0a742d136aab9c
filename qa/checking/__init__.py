"""The citation checker: sentences and quotes that anybody wrote → what the folder's articles say of them."""
