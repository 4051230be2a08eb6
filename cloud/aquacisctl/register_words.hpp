#pragma once
// What a made-up register of Querétaro is made of. None of the people exist.

#include <array>
#include <string_view>

namespace aquacis::aquacisctl::words {

using namespace std::string_view_literals;

inline constexpr std::array women{
    "María Guadalupe"sv, "María Fernanda"sv, "Ana Laura"sv,   "Juana"sv,  "Rosa María"sv, "Leticia"sv, "Verónica"sv,
    "Gabriela"sv,        "Patricia"sv,       "Alejandra"sv,   "Martha"sv, "Silvia"sv,     "Claudia"sv, "Adriana"sv,
    "Norma"sv,           "Teresa"sv,         "María Elena"sv, "Lucía"sv,  "Sofía"sv,      "Ximena"sv,  "Beatriz"sv,
    "Carolina"sv,        "Daniela"sv,        "Elizabeth"sv,   "Irma"sv,   "Yolanda"sv,    "Araceli"sv, "Esperanza"sv,
    "Guadalupe"sv,       "Karla"sv,          "Mónica"sv,      "Socorro"sv};
inline constexpr std::array men{
    "José Luis"sv, "Juan Carlos"sv, "Miguel Ángel"sv, "Francisco"sv, "Antonio"sv,  "Jesús"sv,  "Alejandro"sv,
    "Roberto"sv,   "Fernando"sv,    "Jorge"sv,        "Ricardo"sv,   "Eduardo"sv,  "Manuel"sv, "Javier"sv,
    "Arturo"sv,    "Raúl"sv,        "José Manuel"sv,  "Pedro"sv,     "Gerardo"sv,  "Sergio"sv, "Héctor"sv,
    "Armando"sv,   "Óscar"sv,       "Rubén"sv,        "Ignacio"sv,   "Salvador"sv, "Ramón"sv,  "Enrique"sv,
    "Víctor"sv,    "Gustavo"sv,     "Íñigo"sv,        "Tomás"sv};
inline constexpr std::array surnames{
    "Hernández"sv, "García"sv,  "Martínez"sv,  "López"sv,  "González"sv, "Pérez"sv,   "Rodríguez"sv, "Sánchez"sv,
    "Ramírez"sv,   "Cruz"sv,    "Flores"sv,    "Gómez"sv,  "Morales"sv,  "Vázquez"sv, "Reyes"sv,     "Jiménez"sv,
    "Torres"sv,    "Díaz"sv,    "Gutiérrez"sv, "Ruiz"sv,   "Mendoza"sv,  "Aguilar"sv, "Ortiz"sv,     "Moreno"sv,
    "Castillo"sv,  "Romero"sv,  "Álvarez"sv,   "Méndez"sv, "Chávez"sv,   "Rivera"sv,  "Juárez"sv,    "Ramos"sv,
    "Domínguez"sv, "Herrera"sv, "Medina"sv,    "Castro"sv, "Vargas"sv,   "Guzmán"sv,  "Velázquez"sv, "Rojas"sv,
    "Muñoz"sv,     "Peña"sv,    "Núñez"sv,     "Ibáñez"sv, "Olvera"sv,   "Ugalde"sv,  "Feregrino"sv, "Trejo"sv,
    "Servín"sv,    "Arteaga"sv, "Urbiola"sv,   "Luna"sv,   "Pacheco"sv,  "Ñáñez"sv};

struct Settlement {
    std::string_view name;
    std::string_view postal_code;
};
inline constexpr std::array settlements{Settlement{"Centro", "76000"},
                                        Settlement{"Cimatario", "76030"},
                                        Settlement{"Carretas", "76050"},
                                        Settlement{"Calesa", "76020"},
                                        Settlement{"Loma Dorada", "76060"},
                                        Settlement{"Jurica", "76100"},
                                        Settlement{"Jardines de Jurica", "76100"},
                                        Settlement{"Cerrito Colorado", "76116"},
                                        Settlement{"Satélite", "76110"},
                                        Settlement{"La Loma", "76118"},
                                        Settlement{"Peñuelas", "76148"},
                                        Settlement{"San Pedrito Peñuelas", "76148"},
                                        Settlement{"Menchaca", "76147"},
                                        Settlement{"Álamos", "76160"},
                                        Settlement{"Jardines de la Hacienda", "76180"},
                                        Settlement{"El Jacal", "76187"},
                                        Settlement{"Las Plazas", "76180"},
                                        Settlement{"Lomas de Casa Blanca", "76080"},
                                        Settlement{"Reforma Agraria", "76086"},
                                        Settlement{"El Tintero", "76134"},
                                        Settlement{"Felipe Carrillo Puerto", "76138"},
                                        Settlement{"La Cañada", "76240"},
                                        Settlement{"Milenio III", "76060"},
                                        Settlement{"Juriquilla", "76226"}};
inline constexpr std::array streets{"Av. Corregidora"sv,
                                    "Av. Zaragoza"sv,
                                    "Calle Hidalgo"sv,
                                    "Calle Allende"sv,
                                    "Calle Morelos"sv,
                                    "Calle 5 de Mayo"sv,
                                    "Calle Guerrero"sv,
                                    "Av. del Río"sv,
                                    "Calle Ezequiel Montes"sv,
                                    "Calle Ocampo"sv,
                                    "Calle Pino Suárez"sv,
                                    "Av. Universidad"sv,
                                    "Calle Escobedo"sv,
                                    "Calle Pasteur"sv,
                                    "Calle Arteaga"sv,
                                    "Calle Reforma"sv,
                                    "Av. Tecnológico"sv,
                                    "Calle Nogal"sv,
                                    "Calle Fresno"sv,
                                    "Calle Jacaranda"sv,
                                    "Calle Bugambilias"sv,
                                    "Privada San José"sv,
                                    "Calle Cerro del Tángano"sv,
                                    "Calle Río Lerma"sv,
                                    "Av. Pie de la Cuesta"sv,
                                    "Calle Josefa Vergara"sv,
                                    "Calle Camino Real"sv,
                                    "Calle Huichapan"sv};
inline constexpr std::array shops{"Tortillería"sv, "Panadería"sv,        "Lavandería"sv,      "Restaurante"sv,
                                  "Papelería"sv,   "Farmacia"sv,         "Taller Mecánico"sv, "Estética"sv,
                                  "Abarrotes"sv,   "Cocina Económica"sv, "Autolavado"sv,      "Hotel"sv};
inline constexpr std::array shop_names{"La Esperanza"sv, "El Acueducto"sv, "San Francisco"sv, "Los Arcos"sv,
                                       "La Queretana"sv, "Santa Rosa"sv,   "El Cimatario"sv,  "La Corregidora"sv,
                                       "Don Pepe"sv,     "Doña Lupita"sv,  "El Buen Gusto"sv, "La Alameda"sv};
inline constexpr std::array industries{"Embotelladora"sv, "Troqueles"sv,  "Alimentos"sv,    "Plásticos"sv,
                                       "Textiles"sv,      "Autopartes"sv, "Galvanizados"sv, "Empaques"sv};
inline constexpr std::array publics{"Escuela Primaria"sv,   "Jardín de Niños"sv,    "Centro de Salud"sv,
                                    "Biblioteca Pública"sv, "Escuela Secundaria"sv, "Unidad Deportiva"sv};
inline constexpr std::array public_names{"Benito Juárez"sv,       "Josefa Ortiz de Domínguez"sv,
                                         "Ignacio Zaragoza"sv,    "Fray Junípero Serra"sv,
                                         "Venustiano Carranza"sv, "Epigmenio González"sv};

}  // namespace aquacis::aquacisctl::words
